import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';
import { said, spoken, titles, uids } from '../../../../../../doubles/said.ts';

const chats = fileURLToPath(new URL('../../../../../../fixtures/gemini/3f9c/chats/', import.meta.url));
const session = '7d1f6c1e-0a52-4c07-9a51-6a1a8f0c2b11';
const log = join(chats, 'session-2026-05-01T09-00-7d1f6c1e.jsonl');

const head = { sessionId: 's', projectHash: 'p', startTime: '2026-05-01T09:00:00.000Z', kind: 'main' };
const user = (id: string, content: unknown, more: object = {}): object => ({
  id,
  timestamp: '2026-05-01T09:00:01.000Z',
  type: 'user',
  content,
  ...more,
});
const jsonl = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

async function read(lines: readonly object[]): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  return await readHistory(await folder.write('session.jsonl', jsonl(lines)));
}

describe('a log', () => {
  test('gives what is left of the conversation in the end', async () => {
    expect(said(await readHistory(log))).toEqual([
      'user text: Explain @saffron.ts to me',
      'assistant text: It exports one constant, saffron.',
      'assistant tool-call: read_file /home/ana/spices/saffron.ts',
      'tool tool-result: export const saffron = 1;',
      'user text: /init',
      'assistant text: GEMINI.md is written.',
    ]);
  });

  test('has its project, its title, and nothing is left out', async () => {
    const reading = await readHistory(log);
    expect(reading.facts).toContainEqual({ key: session, project: '/home/ana/spices' });
    expect(titles(reading)).toEqual({ [session]: 'Spice exports explained' });
    expect(reading.skipped).toEqual({});
  });

  test('of a subagent is a conversation of its own, also where it carries its parent’s id', async () => {
    const { parts, facts } = await readHistory(
      join(chats, session, 'session-2026-05-01T09-01-sub00001.jsonl'),
    );
    const key = `${session}/session-2026-05-01T09-01-sub00001`;
    expect(new Set(parts.map(({ conversation }) => conversation))).toEqual(new Set([key]));
    expect(facts).toContainEqual({ key, kind: 'subagent', parent: session });
    expect(facts).toContainEqual({ key, project: '/home/ana/spices' });
  });

  test('may replace all messages at once', async () => {
    expect(spoken(await readHistory(join(chats, 'session-2026-05-01T10-00-aa11bb22.jsonl')))).toEqual([
      'Name three mountains',
      'Summarised: three Alpine summits.',
      'And the highest one?',
      'The Matterhorn, 4,478 m.',
    ]);
  });

  test.each([
    ['the first message', 'a', ['d']],
    ['the last message', 'c', ['a', 'b', 'd']],
    ['a message that isn’t there', 'x', ['d']],
  ])('rewound to %s loses it and all after it', async (_what, id, left) => {
    const lines = [user('a', 'a'), user('b', 'b'), user('c', 'c'), { $rewindTo: id }, user('d', 'd')];
    expect(spoken(await read([head, ...lines]))).toEqual(left);
  });

  test('that was compressed keeps what was said before, and its summary is nobody’s words', async () => {
    const gemini = (id: string, content: unknown): object => ({ ...user(id, content), type: 'gemini' });
    const snapshot = '<state_snapshot>\n<overall_goal>Climb.</overall_goal>\n</state_snapshot>';
    const compressed = (summary: string): object => ({
      $set: {
        messages: [
          user('s', [{ text: summary }]),
          gemini('ack', [{ text: 'Got it. Thanks for the additional context!' }]),
          user('b', [{ text: 'b' }]),
        ],
      },
    });
    const log = [
      head,
      user('a', 'Which peak is highest?'),
      gemini('x', 'x'),
      user('b', 'b'),
      compressed(snapshot),
      user('c', 'c'),
    ];
    expect(said(await read(log))).toEqual([
      'user text: Which peak is highest?',
      'assistant text: x',
      `summary text: ${snapshot}`,
      'user text: b',
      'user text: c',
    ]);
    const thought = `<scratchpad>Long.</scratchpad>\n${snapshot}`;
    expect(said(await read([head, compressed(thought)]))).toEqual([
      `summary text: ${snapshot}`,
      'user text: b',
    ]);
    const reading = await read(log);
    const order = [...reading.parts].sort((x, y) => x.sortTime - y.sortTime || x.offset - y.offset);
    expect(order.map(({ text }) => text)).toEqual(['Which peak is highest?', 'x', 'b', snapshot, 'c']);
    expect(titles(reading)).toEqual({ s: 'Which peak is highest?' });
  });

  test('keeps the place of a message that is written again', async () => {
    const { parts } = await read([head, user('a', 'one'), user('b', 'two'), user('a', 'ONE')]);
    const order = [...parts].sort((x, y) => x.sortTime - y.sortTime || x.offset - y.offset);
    expect(order.map(({ text }) => text)).toEqual(['ONE', 'two']);
  });

  test('that has grown is read whole: what was appended may take back what stands before', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('session.jsonl', jsonl([head, user('a', 'one'), user('b', 'two')]));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, jsonl([{ $rewindTo: 'b' }, user('c', 'three')]));
    const again = await readHistory(path, checkpoint);
    expect(again.batches[0]?.mode).toBe('replace');
    expect(spoken(again)).toEqual(['one', 'three']);
  });

  test('counts what it can’t read', async () => {
    const reading = await read([
      head,
      user('a', 5),
      { id: 'n', type: 'novelty', content: 'x' },
      user('b', 'b'),
    ]);
    expect(reading.skipped).toEqual({ 'unknown-shape': 2 });
    expect(spoken(reading)).toEqual(['b']);
  });
});

describe('a document', () => {
  const path = join(chats, 'session-2026-01-15T20-51-c0ffee00.json');

  test('of an earlier version gives the same kinds of parts', async () => {
    const reading = await readHistory(path);
    expect(said(reading)).toEqual([
      'user text: Fix the turmeric build',
      'assistant tool-call: run_shell_command make turmeric',
      'tool tool-result: make: *** [turmeric] Error 1',
      'assistant text: The Makefile misses a tab.',
    ]);
    expect(reading.parts[0]?.conversation).toBe('c0ffee00-0000-4000-8000-000000000002');
    expect(reading.skipped).toEqual({});
  });

  test('that was resumed and written again as a log gives the same parts', async () => {
    const messages = [user('a', 'one'), user('b', 'two')];
    await using folder = await TemporaryFolder.create();
    const document = await readHistory(await folder.write('s.json', JSON.stringify({ ...head, messages })));
    const again = await read([head, ...messages]);
    expect(document.parts.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(uids(document)).toEqual(uids(again));
  });

  test('may name its session after its messages, and may be cut short', async () => {
    await using folder = await TemporaryFolder.create();
    const late = JSON.stringify({
      messages: [user('a', 'one'), { id: 'b', type: 'gemini', content: 'two' }],
      ...head,
    });
    const reading = await readHistory(await folder.write('late.json', late));
    expect(reading.parts.map(({ conversation }) => conversation)).toEqual(['s', 's']);
    const whole = JSON.stringify({ ...head, messages: [user('a', 'one'), user('b', 'two')] });
    const cut = await readHistory(await folder.write('cut.json', whole.slice(0, -20)));
    expect(cut.parts.map(({ conversation, text }) => [conversation, text])).toEqual([['s', 'one']]);
  });

  test('far from its folder is no subagent and has no project', async () => {
    await using folder = await TemporaryFolder.create();
    await mkdir(join(folder.path, 'elsewhere'));
    const copy = join(folder.path, 'elsewhere', 'copy.json');
    await writeFile(copy, JSON.stringify({ ...head, messages: [user('a', 'one')] }));
    expect((await readHistory(copy)).facts.map((facts) => Object.keys(facts))).toEqual([['key', 'title']]);
  });
});
