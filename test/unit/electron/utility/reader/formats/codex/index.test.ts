import { readFile, writeFile, appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';
import { said, spoken, titles, uids } from '../../../../../../doubles/said.ts';

const fixtures = fileURLToPath(new URL('../../../../../../fixtures/codex/', import.meta.url));
const session = '0198f3a2-1c4d-7e10-8b5a-2f6d9c7e4a01';
const fork = '0198f3b7-55aa-7c31-9d20-11c2a3b4c5d6';
const rollout = join(fixtures, `rollout-2026-04-02T10-00-00-${session}.jsonl`);

const item = (payload: object, time = 1): object => ({
  timestamp: `2026-04-02T10:00:0${time}.000Z`,
  type: 'response_item',
  payload,
});
const message = (role: string, text: string): object =>
  item({ type: 'message', role, content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }] });
const event = (type: string, more: object = {}): object => ({
  type: 'event_msg',
  payload: { type, ...more },
});
const meta = (id: string, more: object = {}): object => ({ type: 'session_meta', payload: { id, ...more } });
const jsonl = (lines: readonly (object | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

async function read(lines: readonly (object | string)[], name = 'rollout.jsonl'): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  return await readHistory(await folder.write(name, jsonl(lines)));
}

describe('a rollout', () => {
  test('gives what was said, what tools were asked and what they answered', async () => {
    expect(said(await readHistory(rollout))).toEqual([
      'user text: Why does the quayside schedule skip ferries?',
      'assistant text: I will read the timetable first.',
      'assistant tool-call: shell cat timetable.csv',
      'tool tool-result: 06:30,Nordkai\n07:15,Nordkai',
      'assistant tool-call: apply_patch src/timetable.ts',
      'tool tool-result: Success. Updated src/timetable.ts',
      'assistant text: The parser drops rows without a platform. Fixed.',
      'user text: Add a test for missing platforms, please.',
      'assistant tool-call: web_search vitest table tests',
      'assistant text: Added `timetable.test.ts`: three cases, naïve and 日本語 names included.',
      'summary text: The user fixed a timetable parser and added a test.',
      'user text: yes',
      'assistant text: Done.',
      'user text: yes',
      'assistant text: Done.',
    ]);
  });

  test('has its project and its title, and nothing is left out', async () => {
    const reading = await readHistory(rollout);
    expect(reading.facts).toContainEqual({ key: session, project: '/home/ana/harbour' });
    expect(titles(reading)).toEqual({ [session]: 'Why does the quayside schedule skip ferries?' });
    expect(reading.skipped).toEqual({});
    expect(new Set(uids(reading)).size).toBe(reading.parts.length);
  });

  test('joins the calls of a turn with the words before them; answers are messages of their own', async () => {
    const { parts } = await readHistory(rollout);
    const [, reply, call, answer, patch] = parts;
    expect(call?.message).toBe(reply?.message);
    expect(patch?.message).toBe(reply?.message);
    expect(answer?.message).not.toBe(reply?.message);
  });

  test('that has only events is read from them', async () => {
    const reading = await readHistory(
      join(fixtures, 'rollout-2026-04-04T09-00-00-0198f3d0-0000-7000-8000-0000000000ee.jsonl'),
    );
    expect(spoken(reading)).toEqual([
      'Which buoy colours are allowed?',
      'Red and green, yellow for special marks.',
    ]);
    expect(Object.values(titles(reading))).toEqual(['Buoy colours']);
  });

  test('of 2025 has bare items, and one time for all', async () => {
    const reading = await readHistory(
      join(fixtures, 'rollout-2025-06-10-5973b6c0-94b8-487b-a530-2aeb6098ae0e.jsonl'),
    );
    expect(said(reading)).toEqual([
      'user text: List the moorings.',
      'assistant tool-call: shell ls moorings',
      'tool tool-result: north\nsouth',
      'assistant text: There are two moorings: north and south.',
    ]);
    expect(new Set(reading.parts.map(({ time }) => time))).toEqual(
      new Set([Date.parse('2025-06-10T12:00:00.000Z')]),
    );
    expect(reading.parts[0]?.conversation).toBe('5973b6c0-94b8-487b-a530-2aeb6098ae0e');
  });

  test('of a subagent belongs to the session that spawned it', async () => {
    const key = '0198f3c9-0000-7000-8000-000000000abc';
    const { facts } = await readHistory(join(fixtures, `rollout-2026-04-02T11-00-00-${key}.jsonl`));
    expect(facts).toContainEqual({ key, kind: 'subagent', parent: session });
  });
});

describe('what agents say to each other', () => {
  const communication = {
    author: '/root',
    recipient: '/root/worker',
    other_recipients: [],
    content: 'Chart the sandbanks.',
    trigger_turn: true,
  };
  const report = { ...communication, author: '/root/worker', recipient: '/root', content: 'Charted.' };

  test.each([
    ['as a line of its own', { type: 'inter_agent_communication', payload: communication }],
    [
      'as an item',
      item({ type: 'agent_message', content: [{ type: 'input_text', text: communication.content }] }),
    ],
    ['as the words of an assistant', message('assistant', JSON.stringify(communication))],
  ])('is the receiver’s prompt, written %s', async (_how, line) => {
    const reading = await read([
      meta('s'),
      line,
      { type: 'inter_agent_communication_metadata', payload: { trigger_turn: true } },
      message('assistant', 'Charted.'),
    ]);
    expect(said(reading)).toEqual(['user text: Chart the sandbanks.', 'assistant text: Charted.']);
    expect(reading.skipped).toEqual({});
  });

  test.each([
    ['as a line of its own', { type: 'inter_agent_communication', payload: communication }],
    ['as an item', item({ type: 'agent_message', content: [{ type: 'input_text', text: 'Go.' }] })],
    ['as the words of an assistant', message('assistant', JSON.stringify(communication))],
  ])('begins a turn that can be rolled back, written %s', async (_how, line) => {
    const reading = await read([
      meta('s'),
      message('user', 'a'),
      message('assistant', 're a'),
      line,
      message('assistant', 'Charted.'),
      event('thread_rolled_back', { num_turns: 1 }),
      message('user', 'b'),
    ]);
    expect(spoken(reading)).toEqual(['a', 're a', 'b']);
  });

  test.each([
    ['as a line of its own', { type: 'inter_agent_communication', payload: report }],
    [
      'as an item',
      item({
        type: 'agent_message',
        recipient: '/root',
        content: [{ type: 'input_text', text: 'Charted.' }],
      }),
    ],
  ])('is no prompt where the main one hears it, written %s', async (_how, line) => {
    const reading = await read([meta('s'), message('user', 'Chart the bay.'), line]);
    expect(said(reading)).toEqual(['user text: Chart the bay.', 'tool tool-result: Charted.']);
  });

  test('is nothing where it is encrypted', async () => {
    const encrypted = { ...communication, content: '', encrypted_content: 'gAAAA' };
    const reading = await read([
      meta('s'),
      { type: 'inter_agent_communication', payload: encrypted },
      item({ type: 'agent_message', content: [{ type: 'encrypted_content', encrypted_content: 'gAAAA' }] }),
      message('assistant', 'Charted.'),
    ]);
    expect(spoken(reading)).toEqual(['Charted.']);
    expect(reading.skipped).toEqual({});
  });

  test('is told from JSON that an assistant writes', async () => {
    const reading = await read([meta('s'), message('assistant', '{"author":"Ana","content":"x"}')]);
    expect(spoken(reading)).toEqual(['{"author":"Ana","content":"x"}']);
  });
});

describe('what was spoken aloud', () => {
  const spokenAloud = (content: object): object => ({
    type: 'realtime_item',
    payload: { id: 'v', realtime_session_id: 'voice', ...content },
  });

  test('is what the two said; the rest of such a session is silent', async () => {
    const reading = await read([
      meta('s'),
      spokenAloud({ type: 'realtime_session_started' }),
      spokenAloud({ type: 'transcript_segment', role: 'user', text: 'Is the lock open?' }),
      spokenAloud({ type: 'transcript_segment', role: 'assistant', text: 'It is.' }),
      spokenAloud({ type: 'realtime_session_closed', outcome: 'ended' }),
      { type: 'token_usage_record', payload: { total: 5 } },
      { type: 'security_risk_score', payload: { score: 1 } },
      { type: 'retained_context', payload: { items: [] } },
      item({ type: 'additional_tools', tools: [] }),
      item({ type: 'configuration_update' }),
    ]);
    expect(said(reading)).toEqual(['user text: Is the lock open?', 'assistant text: It is.']);
    expect(reading.skipped).toEqual({});
  });

  test('is kept beside events, and begins no turn', async () => {
    const reading = await read([
      meta('s'),
      event('user_message', { message: 'a' }),
      event('agent_message', { message: 're a' }),
      event('user_message', { message: 'b' }),
      spokenAloud({ type: 'transcript_segment', role: 'user', text: 'aloud' }),
      event('thread_rolled_back', { num_turns: 1 }),
      spokenAloud({ type: 'transcript_segment', role: 'user', text: 'later' }),
    ]);
    expect(spoken(reading)).toEqual(['a', 're a', 'later']);
  });
});

describe('a fork', () => {
  test('repeats its parent’s first turn: the same parts, and then its own', async () => {
    const [parent, child] = await Promise.all([
      readHistory(rollout),
      readHistory(join(fixtures, `rollout-2026-04-03T08-00-00-${fork}.jsonl`)),
    ]);
    const known = new Set(uids(parent));
    const own = child.parts.filter(({ uid }) => !known.has(uid));
    expect(own.map(({ text }) => text)).toEqual([
      'Try the other lighthouse approach instead.',
      'Then rows without a platform get platform 0.',
    ]);
    expect(child.parts).toHaveLength(9);
    expect(new Set(child.parts.map(({ conversation }) => conversation))).toEqual(new Set([fork]));
    expect(child.facts).toContainEqual({ key: fork, parent: session });
  });

  test('of a fork repeats both, whatever the times are', async () => {
    const turns = [message('user', 'one'), message('assistant', 'two')];
    const own = [message('user', 'three')];
    const [root, first, second] = await Promise.all([
      read([meta('root'), ...turns]),
      read([meta('first', { forked_from_id: 'root' }), meta('root'), ...turns, ...own]),
      read([meta('second', { forked_from_id: 'first' }), meta('first'), meta('root'), ...turns, ...own]),
    ]);
    expect(uids(first).slice(0, 2)).toEqual(uids(root));
    expect(uids(second)).toEqual(uids(first));
  });

  test('is not what two sessions are that begin with the same words', async () => {
    const [one, two] = await Promise.all(['one', 'two'].map((id) => read([meta(id), message('user', 'Hi')])));
    expect(one && two && uids(one)[0] === uids(two)[0]).toBe(false);
  });

  test('is not told from the ids of calls alone: some providers count them', async () => {
    const call = item({ type: 'function_call', name: 'shell', arguments: '{"cmd":"ls"}', call_id: 'call_0' });
    const [one, two] = await Promise.all(['one', 'two'].map((id) => read([meta(id), call])));
    expect(one && two && uids(one)[0] === uids(two)[0]).toBe(false);
  });
});

describe('a rollback', () => {
  const turn = (text: string): object[] => [message('user', text), message('assistant', `re ${text}`)];
  const back = (turns: number): object => event('thread_rolled_back', { num_turns: turns });

  test.each([
    ['of one turn', [...turn('a'), ...turn('b'), back(1), ...turn('c')], ['a', 'c']],
    ['of more turns than there are', [...turn('a'), ...turn('b'), back(9), ...turn('c')], ['c']],
    ['of none', [...turn('a'), back(0)], ['a']],
    ['after another one', [...turn('a'), ...turn('b'), back(1), ...turn('c'), back(2), ...turn('d')], ['d']],
    ['of nothing', [back(1), ...turn('a')], ['a']],
    [
      'counts no injected prompts',
      [...turn('a'), ...turn('b'), message('user', '<turn_aborted>x</turn_aborted>'), back(1)],
      ['a'],
    ],
  ])('%s takes back what it says', async (_what, lines, left) => {
    const reading = await read([meta('s'), ...lines]);
    expect(spoken(reading).filter((text) => !text.startsWith('re '))).toEqual(left);
    expect(spoken(reading)).toHaveLength(2 * left.length);
  });

  test('in what was appended makes the file be read again', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('rollout.jsonl', jsonl([meta('s'), ...turn('a'), ...turn('b')]));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, jsonl([back(1), ...turn('c')]));
    const again = await readHistory(path, checkpoint);
    expect(again.batches[0]?.mode).toBe('replace');
    expect(spoken(again)).toEqual(['a', 're a', 'c', 're c']);
  });

  test('in a prompt is only a word', async () => {
    const reading = await read([meta('s'), message('user', 'what is "thread_rolled_back"?')]);
    expect(spoken(reading)).toHaveLength(1);
  });
});

describe('a growing rollout', () => {
  test('goes on from where reading ended', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('rollout.jsonl', jsonl([meta('s'), message('user', 'a')]));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, jsonl([message('assistant', 'b')]));
    const { batches, parts } = await readHistory(path, checkpoint);
    expect(batches[0]?.mode).toBe('continue');
    expect(parts.map(({ text }) => text)).toEqual(['b']);
  });

  test('by an event alone repeats nothing that its items said', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('rollout.jsonl', jsonl([meta('s'), message('user', 'a')]));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, jsonl([event('user_message', { message: 'a' })]));
    expect((await readHistory(path, checkpoint)).parts).toEqual([]);
  });

  test('that had only events is read again when items follow', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write(
      'rollout.jsonl',
      jsonl([meta('s'), event('user_message', { message: 'a' })]),
    );
    const { checkpoint, parts } = await readHistory(path);
    expect(parts).toHaveLength(1);
    await appendFile(path, jsonl([message('user', 'a'), message('assistant', 'b')]));
    const again = await readHistory(path, checkpoint);
    expect(spoken(again)).toEqual(['a', 'b']);
    expect(again.batches[0]?.mode).toBe('replace');
  });
});

describe('lines', () => {
  test('of unknown kinds and broken ones are counted', async () => {
    const reading = await read([
      meta('s'),
      { type: 'novelty', payload: { text: 'x' } },
      item({ type: 'novelty', text: 'x' }),
      item({ type: 'message', role: 'user', content: 5 }),
      '{"type":"response_item","payload":',
      message('user', 'hello'),
    ]);
    expect(reading.skipped).toEqual({ 'unknown-shape': 3, 'invalid-json': 1 });
    expect(spoken(reading)).toEqual(['hello']);
  });

  test('may hold two objects', async () => {
    const two = `${JSON.stringify(message('user', 'a'))}${JSON.stringify(message('assistant', 'b'))}`;
    expect(spoken(await read([meta('s'), two]))).toEqual(['a', 'b']);
  });

  test('of several sessions in one file belong to the first', async () => {
    const { parts } = await read([meta('s'), message('user', 'a'), meta('t'), message('user', 'b')]);
    expect(new Set(parts.map(({ conversation }) => conversation))).toEqual(new Set(['s']));
  });
});

describe('a packed rollout', () => {
  test('gives what it gave before it was packed', async () => {
    await using folder = await TemporaryFolder.create();
    const name = `rollout-2026-04-02T10-00-00-${session}.jsonl.zst`;
    const packed = await readHistory(await folder.write(name, zstdCompressSync(await readFile(rollout))));
    const plain = await readHistory(rollout);
    expect(packed.parts).toEqual(plain.parts);
    expect(packed.facts).toEqual(plain.facts);
  });

  test('of other things is refused, and so is a damaged one', async () => {
    await using folder = await TemporaryFolder.create();
    const other = await folder.write('a.jsonl.zst', zstdCompressSync(Buffer.from('shopping list')));
    await expect(readHistory(other)).rejects.toMatchObject({ code: 'format-unknown' });
    const whole = zstdCompressSync(Buffer.from(jsonl([meta('s'), message('user', 'a'.repeat(500))])));
    const cut = await folder.write('b.jsonl.zst', whole.subarray(0, -6));
    await expect(readHistory(cut)).rejects.toMatchObject({ code: 'file-unreadable' });
    await writeFile(cut, Buffer.concat([whole.subarray(0, 8), Buffer.from('nonsense')]));
    await expect(readHistory(cut)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
