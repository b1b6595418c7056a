import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  fixtures,
  item,
  jsonl,
  message,
  meta,
  read,
  rollout,
  session,
} from '../../../../../../doubles/codex-rollout.ts';
import { readHistory, TemporaryFolder } from '../../../../../../doubles/reader.ts';
import { said, spoken, titles, uids } from '../../../../../../doubles/said.ts';

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
