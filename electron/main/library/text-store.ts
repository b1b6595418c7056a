/**
 * The content-addressed texts of the library: equal text is one row, in the full-text index once, embedded once.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { textId, type TextId } from '../../shared/ids.ts';
import { query } from './statements.ts';

const idRow = z.object({ id: z.number().transform(textId) });

/** Keeps texts: gives them ids, puts them into the full-text index, and lets go of those that nobody holds. */
export class TextStore {
  private readonly database: DatabaseSync;
  private readonly find;
  private readonly insert;
  private readonly needsWords;
  private readonly insertWords;
  private readonly markIndexed;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.find = query(database, 'SELECT id FROM texts WHERE hash = ?', idRow);
    this.insert = database.prepare('INSERT INTO texts (hash, text) VALUES (?, ?)');
    this.needsWords = query(
      database,
      'SELECT text FROM texts WHERE id = ? AND indexed = 0',
      z.object({ text: z.string() }),
    );
    this.insertWords = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
    this.markIndexed = database.prepare('UPDATE texts SET indexed = 1 WHERE id = ?');
  }

  /** The id of `text`, which is stored if it is new. */
  keep(text: string): TextId {
    const digest = hash('sha256', text, 'buffer').subarray(0, 16);
    const known = this.find.one(digest);
    return known ? known.id : textId(Number(this.insert.run(digest, text).lastInsertRowid));
  }

  /** Makes a text findable by word. */
  index(id: TextId): void {
    const row = this.needsWords.one(id);
    if (!row) return;
    this.insertWords.run(id, row.text);
    this.markIndexed.run(id);
  }

  /** Lets go of those of `released` that no chunk, or neither chunk nor part, holds any more. */
  collect(released: ReadonlySet<TextId>): void {
    if (released.size === 0) return;
    const indexIds = query(this.database, 'SELECT id FROM indexes', z.object({ id: z.int() })).all();
    const inChunk = this.database.prepare('SELECT 1 FROM chunks WHERE text_id = ?');
    const inPart = this.database.prepare('SELECT 1 FROM parts WHERE text_id = ?');
    const forgetWords = this.database.prepare('DELETE FROM words WHERE rowid = ?');
    const unmark = this.database.prepare('UPDATE texts SET indexed = 0 WHERE id = ?');
    const forgetText = this.database.prepare('DELETE FROM texts WHERE id = ?');
    const forgetQuarantine = this.database.prepare('DELETE FROM quarantine WHERE text_id = ?');
    const forgetVectors = indexIds.flatMap(({ id }) => [
      this.database.prepare(`DELETE FROM vectors_${id} WHERE text_id = ?`),
      this.database.prepare(`DELETE FROM bits_${id} WHERE rowid = ?`),
    ]);
    for (const id of released) {
      if (inChunk.get(id)) continue;
      forgetWords.run(id);
      // vec0 takes its row ids as 64-bit integers only.
      for (const statement of forgetVectors) statement.run(BigInt(id));
      forgetQuarantine.run(id);
      if (inPart.get(id)) unmark.run(id);
      else forgetText.run(id);
    }
  }
}
