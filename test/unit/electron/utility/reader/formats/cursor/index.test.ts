import { join } from 'node:path';
import { utimes } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CursorDatabase } from '../../../../../../doubles/agent-databases.ts';
import { FileImport } from '../../../../../../doubles/file-import.ts';
import { readHistory, TemporaryFolder } from '../../../../../../doubles/reader.ts';

const NOW = Date.UTC(2026, 7, 1);

describe('a database of Cursor', () => {
  test('gives conversations in the order of their headers, tools by word, no thinking', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'state.vscdb');
    using writer = new CursorDatabase(path);
    writer.composer(
      'c1',
      NOW,
      [
        {
          type: 1,
          text: 'Rename the class',
          createdAt: '2026-07-31T23:59:59.000Z',
          workspaceUris: ['file:///home/ana/api'],
        },
        { type: 2, text: '', thinking: { text: 'pondering' } },
        {
          type: 2,
          text: '',
          toolFormerData: { name: 'edit_file', rawArgs: '{"path":"a.ts"}', result: '{"ok":true}' },
        },
        { type: 2, text: 'Done.', timingInfo: { clientStartTime: 5 } },
      ],
      { name: 'Class renamed' },
    );
    const { parts, facts, skipped } = await readHistory(path);
    expect(parts.map(({ role, kind, text, time }) => [role, kind, text, time])).toEqual([
      ['user', 'text', 'Rename the class', NOW - 1000],
      ['assistant', 'tool-call', 'edit_file a.ts', null],
      ['tool', 'tool-result', '{"ok":true}', null],
      ['assistant', 'text', 'Done.', null],
    ]);
    expect(facts).toEqual([
      {
        key: 'c1',
        project: '/home/ana/api',
        kind: 'main',
        title: { text: 'Class renamed', rank: 4 },
        revision: { at: NOW, complete: true },
      },
    ]);
    expect(skipped).toEqual({});
  });

  test('tells subagents, and the folder that a conversation names itself', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'state.vscdb');
    using writer = new CursorDatabase(path);
    const asked = [{ type: 1, text: 'Look around' }];
    writer.composer('c1', NOW, asked, {
      subagentInfo: { parentComposerId: 'c0', subagentTypeName: 'explore' },
      workspaceIdentifier: { id: 'w', uri: 'file:///home/ana/api' },
    });
    writer.composer('task-2', NOW + 1, asked, { workspaceIdentifier: { uri: { fsPath: '/home/ana/web' } } });
    writer.composer('c3', NOW + 2, asked, {
      subagentInfo: null,
      workspaceIdentifier: { id: 'empty-window' },
    });
    const { facts } = await readHistory(path);
    const title = { text: 'Look around', rank: 2 };
    expect(facts.map(({ revision: _revision, ...known }) => known)).toEqual([
      { key: 'c1', project: '/home/ana/api', kind: 'subagent', parent: 'c0', title },
      { key: 'task-2', project: '/home/ana/web', kind: 'subagent', title },
      { key: 'c3', kind: 'main', title },
    ]);
  });

  test('of an older version has the messages in the conversation', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'state.vscdb');
    using writer = new CursorDatabase(path);
    const conversation = [{ type: 1, bubbleId: 'x', rawText: 'Hello', text: '' }, { type: 2, text: 'Hi' }, 7];
    writer.put('composerData:old', { createdAt: NOW, conversation });
    const { parts, skipped } = await readHistory(path);
    expect(parts.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Hi'],
    ]);
    expect(skipped).toEqual({ 'unknown-shape': 1 });
  });

  test('with a time that can not be is read, and what changes later as well', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'state.vscdb');
    using writer = new CursorDatabase(path);
    writer.composer('c1', NOW * 10_000, [{ type: 1, text: 'one' }]);
    writer.composer('c2', NOW, [{ type: 1, text: 'two' }]);
    await library.import(path);
    expect(library.texts()).toEqual(['c1: one', 'c2: two']);
    writer.composer('c2', NOW + 1, [{ type: 1, text: 'two and more' }]);
    await library.import(path);
    expect(library.texts()).toEqual(['c1: one', 'c2: two and more']);
  });

  test('gives what changed, counts what is broken and keeps what was deleted', async () => {
    await using library = await FileImport.create();
    const path = join(library.folder.path, 'state.vscdb');
    using writer = new CursorDatabase(path);
    writer.composer('c1', NOW, [{ type: 1, text: 'one' }]);
    writer.composer('c2', NOW + 1, [{ type: 1, text: 'two' }]);
    writer.database.exec(
      "INSERT INTO cursorDiskKV VALUES ('composerData:c3', '{broken'), ('composerData:c4', NULL)",
    );
    await library.import(path);
    expect(library.texts()).toEqual(['c1: one', 'c2: two']);
    expect(library.database.prepare('SELECT reason, first_name FROM skipped_lines').all()).toEqual([
      { reason: 'broken-conversation', first_name: 'c3' },
    ]);
    writer.composer('c1', NOW + 9, [
      { type: 1, text: 'one' },
      { type: 2, text: 'more' },
    ]);
    writer.database.exec("DELETE FROM cursorDiskKV WHERE key LIKE '%c2%'");
    await utimes(path, 2, 2);
    await library.import(path);
    expect(library.texts()).toEqual(['c1: one', 'c1: more', 'c2: two']);
  });

  test('lists all conversations, whatever the rows between them hold', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'state.vscdb');
    using writer = new CursorDatabase(path);
    const ids = Array.from({ length: 250 }, (_, index) => `c${String(index).padStart(3, '0')}`);
    writer.database.exec('BEGIN');
    for (const id of ids) writer.composer(id, NOW, [{ type: 1, text: `in ${id}` }]);
    writer.database.exec('COMMIT');
    // A key that is no UTF-8: what it is read as is smaller than what it is.
    writer.database.exec(
      "INSERT INTO cursorDiskKV VALUES (CAST(X'636f6d706f736572446174613affff' AS TEXT), '{}')",
    );
    const { parts, skipped } = await readHistory(path);
    expect(parts.map(({ conversation }) => conversation)).toEqual(ids);
    expect(skipped).toEqual({ 'broken-conversation': 1 });
  });

  test('keeps each text with its conversation, whatever is said', async () => {
    const texts = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(texts, async (composers) => {
        await using folder = await TemporaryFolder.create();
        using writer = new CursorDatabase(join(folder.path, 'state.vscdb'));
        composers.forEach((bubbles, index) => {
          writer.composer(
            `c${index}`,
            NOW + index,
            bubbles.map((said, place) => ({ type: 1, text: `${index}.${place} ${said}` })),
          );
        });
        const { parts } = await readHistory(join(folder.path, 'state.vscdb'));
        expect(parts.map(({ conversation, text }) => [conversation, text.split(' ')[0]])).toEqual(
          composers.flatMap((bubbles, index) =>
            bubbles.map((_said, place) => [`c${index}`, `${index}.${place}`]),
          ),
        );
      }),
      { numRuns: 15 },
    );
  });
});
