/**
 * What a library holds, read from its file and named by content, so that two libraries can be compared whatever
 * order their rows were made in.
 */
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { libraryPath } from '../../electron/main/settings/data-directory.ts';

/** How many rows, and a digest of all of them. */
interface Rows {
  readonly count: number;
  readonly digest: string;
}

/** Everything that an import stores. */
export interface LibraryContents {
  readonly files: Rows;
  readonly messages: Rows;
  readonly chunks: Rows;
  /** Which text has which vector, bit for bit. */
  readonly vectors: Rows;
  readonly quarantined: Rows;
}

/** Reads the library of a data folder that nobody has open. */
export function libraryContents(directory: string): LibraryContents {
  const database = new DatabaseSync(libraryPath(directory), { readOnly: true });
  try {
    const rows = (sql: string): Rows => {
      const found = database.prepare(sql).all();
      const lines = found.map((row) => JSON.stringify(Object.values(row))).sort();
      return {
        count: lines.length,
        digest: createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16),
      };
    };
    return {
      files: rows('SELECT path, state, size, offset FROM files'),
      messages: rows(`
        SELECT conversations.key AS conversation, messages.key, role, time, hex(texts.hash)
        FROM parts JOIN messages ON messages.id = message_id
        JOIN conversations ON conversations.id = conversation_id JOIN texts ON texts.id = text_id`),
      chunks: rows(`
        SELECT conversations.key, ordinal, tokens, hex(texts.hash)
        FROM chunks JOIN conversations ON conversations.id = conversation_id JOIN texts ON texts.id = text_id`),
      vectors: rows('SELECT hex(texts.hash), hex(embedding) FROM vectors_1 JOIN texts ON texts.id = text_id'),
      quarantined: rows('SELECT text_id, reason FROM quarantine'),
    };
  } finally {
    database.close();
  }
}
