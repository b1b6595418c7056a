/**
 * A real library in a folder of its own, without its threads.
 */
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { openForWriting } from '../../electron/main/library/open-database.ts';
import { fileId, type FileId } from '../../electron/shared/ids.ts';
import type { MessagePart } from '../../electron/shared/conversation.ts';
import type { ReadBatch } from '../../electron/shared/reader-protocol.ts';

/** A library with `files` files that wait to be read, ids from 1. */
export function libraryWithFiles(folder: string, files: number): { database: DatabaseSync; files: FileId[] } {
  const database = openForWriting(join(folder, 'library.db'));
  database.exec("INSERT INTO sources (path, origin, added_at) VALUES ('home', 'added', 1)");
  const insert = database.prepare(
    "INSERT INTO files (source_id, path, size, modified_at, state) VALUES (1, ?, 1, ?, 'pending')",
  );
  const ids = Array.from({ length: files }, (_, index) =>
    fileId(Number(insert.run(`file-${index}`, index).lastInsertRowid)),
  );
  return { database, files: ids };
}

/** A file's only batch: what was said in one conversation, a message a text. */
export function batchOf(
  conversation: string,
  texts: readonly string[],
  more: Partial<ReadBatch> = {},
): ReadBatch {
  let offset = 0;
  const parts = texts.map((text, index): MessagePart => {
    offset += text.length;
    return {
      conversation,
      message: `${conversation}-${index}`,
      uid: Buffer.from(`${conversation}-${index}`.padEnd(16)).toString('hex').slice(0, 32),
      role: index % 2 === 0 ? 'user' : 'assistant',
      kind: 'text',
      time: 1_000 * index,
      sortTime: 1_000 * index,
      offset,
      text,
      pieces: [text.length, text.split(/\s+/).length],
    };
  });
  return {
    mode: 'replace',
    last: true,
    checkpoint: { format: 'text', offset: offset + 1, headHash: '', tailHash: '', state: null },
    conversations: [],
    parts,
    skipped: [],
    ...more,
  };
}
