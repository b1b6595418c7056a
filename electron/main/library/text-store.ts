/**
 * The content-addressed texts of the library: equal text is one row, in the full-text index once, embedded once.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { textId, type TextId } from '../../shared/ids.ts';
import { searchableText } from './name-parts.ts';
import { query } from './statements.ts';

const textRow = z.object({ id: z.number(), indexed: z.number() });

/** Keeps texts: gives them ids, puts them into the full-text index, and lets go of those that nobody holds. */
export class TextStore {
  private readonly database: DatabaseSync;
  private readonly find;
  private readonly insert;
  private readonly insertWords;
  private readonly markIndexed;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.find = query(database, 'SELECT id, indexed FROM texts WHERE hash = ?', textRow);
    this.insert = database.prepare('INSERT INTO texts (hash, text, indexed) VALUES (?, ?, ?)');
    this.insertWords = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
    this.markIndexed = database.prepare('UPDATE texts SET indexed = 1 WHERE id = ?');
  }

  /** The id of `text`, which is stored if it is new. */
  keep(text: string): TextId {
    return this.store(text, false);
  }

  /** The id of `text`, which is stored if it is new, and can be found by word from now on. */
  keepIndexed(text: string): TextId {
    return this.store(text, true);
  }

  private store(text: string, indexed: boolean): TextId {
    // Half of a digest in hex is made twice as fast as a buffer of it.
    const digest = Buffer.from(hash('sha256', text, 'hex').slice(0, 32), 'hex');
    const known = this.find.one(digest);
    if (known && (!indexed || known.indexed === 1)) return textId(known.id);
    const id = known?.id ?? Number(this.insert.run(digest, text, indexed ? 1 : 0).lastInsertRowid);
    if (indexed) this.insertWords.run(id, searchableText(text));
    if (known) this.markIndexed.run(id);
    return textId(id);
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
    const forgetWithheld = this.database.prepare('DELETE FROM withheld WHERE text_id = ?');
    const forgetVectors = indexIds.map(({ id }) => ({
      remove: this.database.prepare(`DELETE FROM vectors_${id} WHERE text_id = ?`),
      count: this.database.prepare(`UPDATE indexes SET gone = gone + 1 WHERE id = ${id}`),
    }));
    for (const id of released) {
      if (inChunk.get(id)) continue;
      forgetWords.run(id);
      for (const { remove, count } of forgetVectors) if (Number(remove.run(id).changes) > 0) count.run();
      forgetQuarantine.run(id);
      forgetWithheld.run(id);
      if (inPart.get(id)) unmark.run(id);
      else forgetText.run(id);
    }
  }
}
