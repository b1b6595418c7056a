import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mentionsOf } from '../../../../../electron/main/library/file-mentions.ts';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import { BatchStore } from '../../../../../electron/main/library/batch-store.ts';
import type { MessagePart } from '../../../../../electron/shared/conversation.ts';
import { fileId, type FileId } from '../../../../../electron/shared/ids.ts';
import { encodeBatch } from '../../../../../electron/shared/reader-protocol.ts';
import { batchOf, libraryWithFiles } from '../../../../doubles/library.ts';

let folder: string;
let database: DatabaseSync;
let file: FileId;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recollect-mentions-'));
  const library = libraryWithFiles(folder, 1);
  database = library.database;
  file = library.files[0] ?? fileId(0);
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Stores tool calls: conversation, time, line. */
function store(calls: readonly (readonly [conversation: string, time: number, line: string])[]): void {
  const parts = calls.map(([conversation, time, text], offset): MessagePart => ({
    conversation,
    message: `${conversation}-${time}`,
    uid: randomBytes(16).toString('hex'),
    role: 'assistant',
    kind: 'tool-call',
    time,
    sortTime: time,
    offset,
    text,
    pieces: [],
  }));
  const [outcome] = new BatchStore(database).commit([
    { file, batch: encodeBatch(batchOf('x', [], { parts })) },
  ]);
  expect(outcome?.ok).toBe(true);
}

const conversationsWith = (path: string): string[] =>
  mentionsOf(database, path, 10).map(({ conversationId }) => conversationId);

describe('conversations that touched a file', () => {
  test('are found by the end of its path, the newest first', () => {
    store([
      ['old', 1, 'Read /home/ana/api/src/limits.ts'],
      ['new', 2, 'Edit /home/ana/api/src/limits.ts'],
    ]);
    expect(conversationsWith('src/limits.ts')).toEqual(['text:new', 'text:old']);
    expect(conversationsWith('./src/limits.ts')).toHaveLength(2);
    expect(conversationsWith('/home/ana/api/src/limits.ts')).toHaveLength(2);
  });

  test('are named once, by their newest mention', () => {
    store([
      ['one', 1, 'Read src/limits.ts'],
      ['one', 5, 'Edit src/limits.ts'],
    ]);
    expect(mentionsOf(database, 'limits.ts', 10)).toMatchObject([{ line: 'Edit src/limits.ts', time: 5 }]);
  });

  test('are not those that are hidden from search', () => {
    store([
      ['shown', 1, 'Read src/limits.ts'],
      ['hidden', 2, 'Read src/limits.ts'],
    ]);
    new MarkStore(database).change('text:hidden', { hidden: true });
    expect(conversationsWith('src/limits.ts')).toEqual(['text:shown']);
  });

  test('are not those of a file whose name is longer', () => {
    store([
      ['a', 1, 'Read src/old-limits.ts'],
      ['b', 2, 'Read src/limits.tsx'],
      ['c', 3, 'Read other/limits.ts'],
    ]);
    expect(conversationsWith('src/limits.ts')).toEqual([]);
  });

  test('are found whichever way the slashes lean', () => {
    store([['w', 1, 'Read C:\\code\\src\\limits.ts']]);
    expect(conversationsWith('src/limits.ts')).toHaveLength(1);
    expect(conversationsWith('src\\limits.ts')).toHaveLength(1);
  });

  test.each(['"', '" OR "', '***', '', 'NEAR(', '-- ;'])(
    'nothing is found for %j, and nothing breaks',
    (path) => {
      store([['a', 1, 'Read src/limits.ts']]);
      expect(conversationsWith(path)).toEqual([]);
    },
  );
});
