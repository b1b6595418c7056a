import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';

const fixtures = fileURLToPath(new URL('../../../../../../fixtures/claude-code/', import.meta.url));
const session = '0b7c2a54-2f10-4a5e-9c39-2d1f4c6a8e01';
const project = join(fixtures, '-home-ana-api');

/** A line of a message, of session `s` unless told otherwise. */
const line = (uuid: string, content: unknown, more: object = {}): object => ({
  type: 'user',
  uuid,
  sessionId: 's',
  timestamp: '2026-03-01T09:00:00.000Z',
  message: { role: 'user', content },
  ...more,
});
const reply = (uuid: string, id: string, content: unknown): object => ({
  ...line(uuid, content),
  type: 'assistant',
  message: { id, role: 'assistant', content },
});

/** Reads lines, objects or texts, from a file of their own. */
async function read(lines: readonly (object | string)[], name = 'stem.jsonl'): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  const text = lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n');
  return await readHistory(await folder.write(name, text));
}

const said = ({ parts }: Reading): string[] =>
  parts.map(({ role, kind, text }) => `${role} ${kind}: ${text}`);
/** The best title of each conversation, as the library keeps it. */
const titles = ({ facts }: Reading): Record<string, string> => {
  const best: Record<string, { text: string; rank: number }> = {};
  for (const { key, title } of facts) if (title && title.rank >= (best[key]?.rank ?? 0)) best[key] = title;
  return Object.fromEntries(Object.entries(best).map(([key, { text }]) => [key, text]));
};

describe('a session', () => {
  test('gives what was said, what tools were asked and what they answered', async () => {
    expect(said(await readHistory(join(project, `${session}.jsonl`)))).toEqual([
      'user text: Why does the login test fail on Mondays?\nIt passes on other days.',
      'assistant text: Let me look at the test first.',
      'assistant tool-call: Read /home/ana/api/test/login.test.ts',
      "tool tool-result: 1→import { weekday } from './calendar';\n     2→test('signs in', () => {});",
      'assistant tool-call: Bash npm test -- login',
      'tool tool-result: FAIL login.test.ts: expected 1, got 0',
      'assistant text: The week starts on Sunday in this locale:\n\n```ts\nconst first = 1; // Monday\n```\n\nSo Monday is day 1, not day 0.',
      'user text: Then fix the helper, too.',
      'user text: /review the calendar helper',
      'assistant text: The helper is right; its caller is not.',
      'summary text: This session is being continued from a previous conversation that ran out of context. The user fixed a weekday bug.',
    ]);
  });

  test('has its project and its title, and nothing is left out', async () => {
    const reading = await readHistory(join(project, `${session}.jsonl`));
    expect(reading.facts).toContainEqual({ key: session, project: '/home/ana/api' });
    expect(titles(reading)).toEqual({ [session]: 'Login on Mondays' });
    expect(reading.skipped).toEqual({});
  });

  test('of a subagent is a conversation of its own that belongs to its parent', async () => {
    const reading = await readHistory(join(project, session, 'subagents', 'agent-a1b2c3d.jsonl'));
    expect(new Set(reading.parts.map(({ conversation }) => conversation))).toEqual(
      new Set(['agent-a1b2c3d']),
    );
    expect(reading.facts).toContainEqual({ key: 'agent-a1b2c3d', kind: 'subagent', parent: session });
  });

  test('that was saved as one document gives the same parts', async () => {
    const whole = await readHistory(join(project, `${session}.jsonl`));
    const exported = await readHistory(join(fixtures, 'exported-session.json'));
    const uids = new Set(whole.parts.map(({ uid }) => Buffer.from(uid).toString('hex')));
    expect(exported.parts).toHaveLength(3);
    expect(exported.parts.every(({ uid }) => uids.has(Buffer.from(uid).toString('hex')))).toBe(true);
  });
});

describe('keys', () => {
  test('join the lines of one reply, and tell prompts and results apart', async () => {
    const { parts } = await read([
      line('u1', 'Hi'),
      reply('a1', 'm1', [{ type: 'text', text: 'One' }]),
      reply('a2', 'm1', [{ type: 'text', text: 'Two' }]),
      line('u2', [{ type: 'tool_result', content: 'ok' }]),
    ]);
    expect(parts.map(({ message }) => message)).toEqual(['u1', 'm1', 'm1', 'u2/result']);
  });

  test('of a session are the same in each of its files, and one file may hold several sessions', async () => {
    const { parts } = await read([line('a', 'one'), line('b', 'two', { sessionId: 't' })], 'slice-2.jsonl');
    expect(parts.map(({ conversation }) => conversation)).toEqual(['s', 't']);
  });

  test('come from the file and the place in it where a line has none', async () => {
    const first = { type: 'user', message: { content: 'one' } };
    const { parts } = await read([first, first], 'lonely.jsonl');
    expect(parts.map(({ conversation }) => conversation)).toEqual(['lonely', 'lonely']);
    expect(new Set(parts.map(({ message }) => message)).size).toBe(2);
  });

  test('that are empty count as none', async () => {
    const { parts } = await read([line('', 'one'), reply('a', '', 'two')], 'f.jsonl');
    expect(parts.map(({ message }) => message)).toEqual(['f@0+0', 'a']);
  });

  test('of a sidechain within the main file are its agent’s, where the line tells it', async () => {
    const { parts } = await read([
      line('a', 'one', { isSidechain: true, agentId: 'x1' }),
      line('b', 'two', { isSidechain: true }),
    ]);
    expect(parts.map(({ conversation }) => conversation)).toEqual(['agent-x1', 's']);
  });

  test('of a part are equal for equal lines of two files, but not for another text with the same id', async () => {
    const [one, fork, other] = await Promise.all([
      read([line('a', 'text')], 'one.jsonl'),
      read([line('a', 'text', { sessionId: 'fork' })], 'fork.jsonl'),
      read([line('a', 'another text')], 'one.jsonl'),
    ]);
    expect(fork.parts[0]?.uid).toEqual(one.parts[0]?.uid);
    expect(other.parts[0]?.uid).not.toEqual(one.parts[0]?.uid);
    expect(one.parts[0]?.uid).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('times', () => {
  test('are ms since 1970, or null; the file’s own order is kept beside them', async () => {
    const at = (timestamp: unknown) => ({ timestamp });
    const { parts } = await read([
      line('a', 'one', at('not a time')),
      line('b', 'two', at('2026-03-01T09:00:02.000Z')),
      line('c', 'three', at('2026-03-01T09:00:01.000Z')),
      line('d', 'four', at(undefined)),
      line('e', 'five', at(1_700_000_000)),
    ]);
    const base = Date.parse('2026-03-01T09:00:00.000Z');
    expect(parts.map(({ time }) => time && time - base)).toEqual([null, 2_000, 1_000, null, null]);
    expect(parts.map(({ sortTime }) => Math.max(sortTime - base, 0))).toEqual([
      0, 2_000, 2_000, 2_000, 2_000,
    ]);
    expect(parts[0]?.sortTime).toBe(0);
  });
});

describe('lines', () => {
  test('that Claude Code made up are not messages', async () => {
    const reading = await read([
      line('a', 'instructions', { isMeta: true }),
      {
        ...reply('b', 'm', [{ type: 'text', text: 'API Error' }]),
        message: { model: '<synthetic>', content: 'API Error' },
      },
      { ...line('c', 'error'), isApiErrorMessage: true },
      line('d', 'the only one'),
    ]);
    expect(said(reading)).toEqual(['user text: the only one']);
    expect(reading.skipped).toEqual({});
  });

  test('may hold two objects, the first of which matters to nobody', async () => {
    const progress = JSON.stringify({ type: 'progress', data: {}, sessionId: 's' });
    const result = JSON.stringify({ ...line('a', 'one'), toolUseResult: { stdout: '' } });
    const next = JSON.stringify(line('b', 'two'));
    const reading = await read([`${progress}${next}`, `${result}${JSON.stringify(line('c', 'three'))}`]);
    expect(reading.parts.map(({ text }) => text)).toEqual(['two', 'one', 'three']);
  });

  test('that are no JSON are counted, comments and blank ones are not', async () => {
    const reading = await read([
      '// a comment',
      '',
      line('a', 'one'),
      '{"type":"user",',
      'nonsense',
      '',
      '  ',
    ]);
    expect(reading.skipped).toEqual({ 'invalid-json': 2 });
    expect(reading.batches[0]?.skipped[0]?.firstOffset).toBeGreaterThan(0);
  });

  test('of unknown shape are counted if they may hold text', async () => {
    const reading = await read([
      line('a', 'one'),
      { type: 'novelty', sessionId: 's', setting: true },
      { type: 'novelty', sessionId: 's', message: { content: 'text' } },
      { type: 'user', uuid: 'b', sessionId: 's' },
      line('c', 42),
    ]);
    expect(reading.skipped).toEqual({ 'unknown-shape': 3 });
    expect(said(reading)).toEqual(['user text: one']);
  });

  test('with fields of other types than usual lose only these', async () => {
    const reading = await read(
      [line('a', 'one', { sessionId: 5, cwd: null, isMeta: 'no', timestamp: [] })],
      'f.jsonl',
    );
    expect(reading.parts).toMatchObject([{ conversation: 'f', time: null, text: 'one' }]);
  });

  test('with the tool’s answer in a line of another type are read', async () => {
    const reading = await read([line('a', 'one'), { ...line('b', 'answer'), type: 'tool_result' }]);
    expect(said(reading)).toEqual(['user text: one', 'tool tool-result: answer']);
  });

  test('that are broken UTF-8 are read all the same', async () => {
    await using folder = await TemporaryFolder.create();
    const bytes = Buffer.from(`${JSON.stringify(line('a', 'caf? ok'))}\n`);
    bytes[bytes.indexOf('?')] = 0xe9;
    const reading = await readHistory(await folder.write('a.jsonl', bytes));
    expect(reading.parts.map(({ text }) => text)).toEqual(['caf\ufffd ok']);
    expect(reading.skipped).toEqual({});
  });
});

describe('titles', () => {
  test('of a summary without a session are the file’s conversation’s, not the file name’s', async () => {
    const reading = await read([{ type: 'summary', summary: 'A talk' }, line('a', 'one')], 'full.jsonl');
    expect(titles(reading)).toEqual({ s: 'A talk' });
  });

  test('rank: prompt, summary, machine’s own, the user’s', async () => {
    const lines = [
      line('a', 'the prompt'),
      { type: 'custom-title', customTitle: 'mine', sessionId: 's' },
      { type: 'ai-title', aiTitle: 'machine’s', sessionId: 's' },
      { type: 'summary', summary: 'summary', leafUuid: 'a' },
    ];
    expect(titles(await read(lines))).toEqual({ s: 'mine' });
    expect(titles(await read([...lines.slice(0, 1), ...lines.slice(2)]))).toEqual({ s: 'machine’s' });
    expect(titles(await read([...lines.slice(0, 1), ...lines.slice(3)]))).toEqual({ s: 'summary' });
  });
});
