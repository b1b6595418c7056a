import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  OpencodeDatabase,
  OpencodeLaterDatabase,
  type OpencodeEntry,
} from '../../../../../../doubles/agent-databases.ts';
import { FileImport } from '../../../../../../doubles/file-import.ts';
import { NOW, said, session, text } from '../../../../../../doubles/opencode-session.ts';
import { readHistory, TemporaryFolder } from '../../../../../../doubles/reader.ts';
import { said as allSaid } from '../../../../../../doubles/said.ts';

describe('a database of opencode 2', () => {
  const tool = (state: object): object => ({ type: 'tool', id: 'c', name: 'shell', state });
  const entries: OpencodeEntry[] = [
    { type: 'agent-switched', data: { agent: 'build' } },
    { type: 'user', data: { text: 'Why is the build slow?', files: [] } },
    {
      type: 'assistant',
      data: {
        agent: 'build',
        content: [
          { type: 'reasoning', text: 'pondering' },
          tool({
            status: 'completed',
            input: { command: 'make -j1' },
            content: [{ type: 'text', text: 'ok in 90 s' }],
          }),
          { type: 'text', text: 'It runs one job at a time.' },
        ],
      },
    },
    { type: 'system', data: { text: 'The available tools have changed.' } },
    { type: 'synthetic', data: { text: '<system-reminder>Plan.</system-reminder>' } },
    { type: 'skill', data: { skill: 's', name: 'make', text: 'How to make.' } },
    {
      type: 'shell',
      data: {
        command: 'nproc',
        status: 'exited',
        output: { output: '8', cursor: 1, size: 1, truncated: false },
      },
    },
    {
      type: 'assistant',
      data: {
        content: [
          tool({ status: 'error', input: { command: 'x' }, error: { type: 'e', message: 'no such tool' } }),
        ],
      },
    },
    {
      type: 'compaction',
      data: { status: 'completed', reason: 'auto', summary: 'They sped it up.', recent: '' },
    },
    { type: 'compaction', data: { status: 'failed', reason: 'auto', error: { message: 'x' } } },
    { type: 'idle', data: { outcome: 'succeeded' } },
  ];

  test('gives what was said, what tools were asked and what they answered', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using writer = new OpencodeLaterDatabase(path);
    writer.session('ses_1', NOW, entries);
    writer.session('ses_2', NOW + 100, [{ type: 'user', data: { text: 'Sub' } }], 'ses_1');
    const reading = await readHistory(path);
    expect(allSaid(reading)).toEqual([
      'user text: Why is the build slow?',
      'assistant tool-call: shell make -j1',
      'assistant text: It runs one job at a time.',
      'tool tool-result: ok in 90 s',
      'user text: ! nproc',
      'tool tool-result: 8',
      'assistant tool-call: shell x',
      'tool tool-result: no such tool',
      'summary text: They sped it up.',
      'user text: Sub',
    ]);
    expect(reading.parts[0]).toMatchObject({ conversation: 'ses_1', time: NOW + 1 });
    expect(reading.facts).toEqual([
      {
        key: 'ses_1',
        project: '/home/ana/api',
        kind: 'main',
        title: { text: 'About ses_1', rank: 4 },
        revision: { at: NOW + 10, complete: true },
      },
      expect.objectContaining({ key: 'ses_2', kind: 'subagent', parent: 'ses_1' }),
    ]);
    expect(reading.skipped).toEqual({});
  });

  test('takes the place of what it was made from, and doubles nothing', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'opencode.db');
    using earlier = new OpencodeDatabase(path);
    earlier.session('ses_1', NOW, session);
    earlier.session('ses_0', NOW - 10, [{ role: 'user', parts: [text('never moved')] }]);
    await library.import(path);
    using later = new OpencodeLaterDatabase(path);
    later.session('ses_1', NOW, [...entries.slice(1, 3), { type: 'user', data: { text: 'And now?' } }]);
    later.session('ses_9', NOW + 50, [{ type: 'user', data: { text: 'Begun later' } }]);
    await utimes(path, 1, 1);
    await library.import(path);
    expect(library.texts()).toEqual([
      'ses_0: never moved',
      'ses_1: Why is the build slow?',
      'ses_1: shell make -j1',
      'ses_1: It runs one job at a time.',
      'ses_1: ok in 90 s',
      'ses_1: And now?',
      'ses_9: Begun later',
    ]);
  });

  test('whose session was not moved yet is read as it was', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using earlier = new OpencodeDatabase(path);
    earlier.session('ses_1', NOW, session);
    using later = new OpencodeLaterDatabase(path);
    later.session('ses_1', NOW, []);
    expect((await readHistory(path)).parts.map(({ text: part }) => part)).toEqual(
      said.map(([, , part]) => part),
    );
  });

  test('of the versions between has its messages beside sessions as they were', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using writer = new OpencodeLaterDatabase(path, 'session');
    writer.database.exec(
      `INSERT INTO session VALUES ('ses_1', 'p', '', '/home/ana/api', NULL, '1.9', ${NOW}, ${NOW})`,
    );
    writer.entries('ses_1', NOW, entries.slice(0, 3));
    const { parts, facts } = await readHistory(path);
    expect(parts.map(({ text: part }) => part)).toEqual([
      'Why is the build slow?',
      'shell make -j1',
      'It runs one job at a time.',
      'ok in 90 s',
    ]);
    expect(facts[0]).toMatchObject({ kind: 'main', title: { text: 'Why is the build slow?' } });
  });

  test('whose rows are broken gives the others and counts them', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using writer = new OpencodeLaterDatabase(path);
    writer.session('ses_1', NOW, [
      ...entries.slice(1, 3),
      { type: 'user', data: { text: 5 } },
      { type: 'novelty', data: { text: 'x' } },
      { type: 'novelty', data: { status: 'x' } },
    ]);
    writer.database.exec(
      `INSERT INTO session_message VALUES ('msg_x', 'ses_1', 'user', 90, ${NOW}, ${NOW}, '{"text":')`,
    );
    writer.database
      .prepare("INSERT INTO session_message VALUES ('msg_y', 'ses_1', 'user', 91, ?, ?, ?)")
      .run(NOW, NOW, 'x'.repeat(9_000_000));
    const { parts, skipped } = await readHistory(path);
    expect(parts).toHaveLength(4);
    expect(skipped).toEqual({ 'unknown-shape': 3, 'too-long': 1 });
  });
});
