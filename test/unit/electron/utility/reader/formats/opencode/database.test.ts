import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OpencodeDatabase } from '../../../../../../doubles/agent-databases.ts';
import { FileImport } from '../../../../../../doubles/file-import.ts';
import { NOW, said, session, text } from '../../../../../../doubles/opencode-session.ts';
import { readHistory, TemporaryFolder } from '../../../../../../doubles/reader.ts';
import { said as allSaid } from '../../../../../../doubles/said.ts';

describe('a database of opencode', () => {
  test('gives sessions with their messages, without thinking and what the program added', async () => {
    await using folder = await TemporaryFolder.create();
    using writer = new OpencodeDatabase(join(folder.path, 'opencode.db'));
    writer.session('ses_1', NOW, session);
    writer.session('ses_2', NOW + 5, [{ role: 'user', parts: [text('Sub')] }], {
      parent: 'ses_1',
      title: 'New session - 2026-08-01',
    });
    const { parts, facts, batches } = await readHistory(join(folder.path, 'opencode.db'));
    expect(parts.slice(0, 4).map(({ role, kind, text: part }) => [role, kind, part])).toEqual(said);
    expect(parts[0]).toMatchObject({ conversation: 'ses_1', time: NOW });
    expect(facts).toEqual([
      {
        key: 'ses_1',
        project: '/home/ana/api',
        kind: 'main',
        title: { text: 'About ses_1', rank: 4 },
        revision: { at: NOW + 1, complete: true },
      },
      {
        key: 'ses_2',
        project: '/home/ana/api',
        kind: 'subagent',
        parent: 'ses_1',
        title: { text: 'Sub', rank: 2 },
        revision: { at: NOW + 5, complete: true },
      },
    ]);
    expect(batches[0]?.mode).toBe('update');
  });

  test('is read while its writer has it open, with what is only in the log', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'opencode.db');
    using writer = new OpencodeDatabase(path);
    writer.session('ses_1', NOW, [{ role: 'user', parts: [text('first')] }]);
    await library.import(path);
    writer.database.exec('BEGIN IMMEDIATE');
    writer.session('ses_2', NOW + 10, [{ role: 'user', parts: [text('not yet there')] }]);
    await utimes(path, 1, 1);
    await library.import(path);
    expect(library.texts()).toEqual(['ses_1: first']);
    writer.database.exec('COMMIT');
    await utimes(path, 2, 2);
    await library.import(path);
    expect(library.texts()).toEqual(['ses_1: first', 'ses_2: not yet there']);
  });

  test.each(['wal', 'delete'] as const)('leaves nothing beside it (%s)', async (journal) => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    const writer = new OpencodeDatabase(path, journal);
    writer.session('ses_1', NOW, session);
    writer[Symbol.dispose]();
    expect((await readHistory(path)).parts).toHaveLength(4);
    expect(await readdir(folder.path)).toEqual(['opencode.db']);
  });

  test('gives only what changed, and replaces it', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'opencode.db');
    using writer = new OpencodeDatabase(path);
    for (const id of ['ses_1', 'ses_2', 'ses_3'])
      writer.session(id, NOW, [{ role: 'user', parts: [text(`in ${id}`)] }]);
    writer.session('ses_4', NOW + 50, session.slice(0, 1));
    await library.import(path);
    writer.session('ses_2', NOW + 100, [{ role: 'user', parts: [text('changed')] }]);
    writer.database.exec("DELETE FROM session WHERE id = 'ses_3'");
    const { checkpoint } = await readHistory(path);
    const again = await readHistory(path, { ...checkpoint, state: { since: NOW + 50 } });
    expect(new Set(again.parts.map(({ conversation }) => conversation))).toEqual(new Set(['ses_2', 'ses_4']));
    await utimes(path, 2, 2);
    await library.import(path);
    expect(library.texts()).toEqual([
      'ses_1: in ses_1',
      'ses_2: changed',
      'ses_3: in ses_3',
      'ses_4: Why is the build slow?',
    ]);
  });

  test('whose rows are broken gives the others and counts them', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using writer = new OpencodeDatabase(path);
    writer.session('ses_1', NOW, session);
    writer.database.exec(`INSERT INTO message VALUES ('msg_x', 'ses_1', ${NOW}, ${NOW}, '{"role":')`);
    writer.database
      .prepare('UPDATE part SET data = ? WHERE data LIKE ?')
      .run('x'.repeat(9_000_000), '%one job%');
    const { parts, skipped } = await readHistory(path);
    expect(parts).toHaveLength(3);
    expect(skipped).toEqual({ 'unknown-shape': 1, 'too-long': 1 });
  });

  test('lists all sessions, whatever the rows between them hold', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using writer = new OpencodeDatabase(path);
    const ids = Array.from({ length: 450 }, (_, index) => `ses_${String(index).padStart(3, '0')}`);
    writer.database.exec('BEGIN');
    for (const id of ids) writer.session(id, NOW, [{ role: 'user', parts: [text(`in ${id}`)] }]);
    writer.database.exec('COMMIT');
    // An id that is no text, in more rows than are listed at once, and one that is no UTF-8.
    writer.database
      .exec(`WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 300)
      INSERT INTO session SELECT CAST('ses_2' || n AS BLOB), 'p', NULL, '/', 't', '1', ${NOW}, ${NOW} FROM numbers`);
    writer.database.exec(
      `INSERT INTO session VALUES (CAST(X'7365735fff' AS TEXT), 'p', NULL, '/', 't', '1', ${NOW}, ${NOW})`,
    );
    const { parts, skipped } = await readHistory(path);
    expect(parts.map(({ conversation }) => conversation)).toEqual(ids);
    expect(skipped).toEqual({ 'broken-conversation': 300 });
  });

  test('that is locked says so', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using writer = new OpencodeDatabase(path, 'delete');
    writer.session('ses_1', NOW, session);
    writer.database.exec('BEGIN EXCLUSIVE');
    await expect(readHistory(path)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  test('that is damaged is refused in words that say so', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    {
      using database = new OpencodeDatabase(path, 'delete');
      database.session('ses_1', NOW, [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }]);
    }
    const bytes = await readFile(path);
    // All pages but the first, which says which tables there are.
    await writeFile(path, bytes.fill(0xff, 4_096));
    await expect(readHistory(path)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('damaged') as unknown,
    });
  });

  test('keeps each text with its session, whatever is said', async () => {
    const texts = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(texts, async (sessions) => {
        await using folder = await TemporaryFolder.create();
        using writer = new OpencodeDatabase(join(folder.path, 'opencode.db'));
        sessions.forEach((messages, index) => {
          writer.session(
            `ses_${index}`,
            NOW + index * 100,
            messages.map((part, place) => ({ role: 'user', parts: [text(`${index}.${place} ${part}`)] })),
          );
        });
        const { parts } = await readHistory(join(folder.path, 'opencode.db'));
        expect(parts.map(({ conversation, text: part }) => [conversation, part.split(' ')[0]])).toEqual(
          sessions.flatMap((messages, index) =>
            messages.map((_part, place) => [`ses_${index}`, `${index}.${place}`]),
          ),
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe('what a session of opencode says', () => {
  test('with a compaction is a summary, with a task for a subagent its prompt', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'opencode.db');
    using writer = new OpencodeDatabase(path);
    writer.session('ses_1', NOW, [
      {
        role: 'user',
        parts: [{ type: 'subtask', prompt: 'Review the parser.', description: 'review', agent: 'general' }],
      },
      { role: 'user', parts: [{ type: 'compaction', auto: true }] },
      { role: 'assistant', parts: [text('They reviewed the parser.')], summary: true },
    ]);
    expect(allSaid(await readHistory(path))).toEqual([
      'user text: Review the parser.',
      'summary text: They reviewed the parser.',
    ]);
  });
});
