/**
 * Turns words into the terms of the full-text index: its own tokenizer does it, so that both always agree.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { query, type Query } from './statements.ts';

/** As in the library's full-text tables; see migrations/0001-initial.ts. */
const TOKENIZER = 'porter unicode61 remove_diacritics 2';

/** A tokenizer. Holds a small database in memory. */
export class WordTerms {
  private readonly clear: StatementSync;
  private readonly insert: StatementSync;
  private readonly insertAt: StatementSync;
  private readonly terms: Query<{ term: string }>;
  private readonly termsByText: Query<{ doc: number; terms: string }>;
  private readonly database: DatabaseSync;

  constructor() {
    const database = new DatabaseSync(':memory:');
    database.exec(`
      CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = "${TOKENIZER}");
      CREATE VIRTUAL TABLE instances USING fts5vocab (words, instance);
    `);
    this.database = database;
    this.clear = database.prepare('DELETE FROM words');
    this.insert = database.prepare('INSERT INTO words (text) VALUES (?)');
    this.insertAt = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
    this.terms = query(
      database,
      'SELECT term FROM instances ORDER BY offset',
      z.object({ term: z.string() }),
    );
    this.termsByText = query(
      database,
      "SELECT doc, group_concat(term, ' ') AS terms FROM instances GROUP BY doc",
      z.object({ doc: z.int(), terms: z.string() }),
    );
  }

  /** The terms of each of many texts, repetitions included, in no order: far cheaper than one after the other. */
  ofAll(texts: readonly string[]): string[][] {
    const found: string[][] = texts.map(() => []);
    // Nothing is written: the rows are gone again before they would be.
    this.database.exec('BEGIN');
    try {
      this.clear.run();
      for (const [at, text] of texts.entries()) this.insertAt.run(at, text);
      for (const { doc, terms } of this.termsByText.all()) found[doc] = terms.split(' ');
    } finally {
      this.database.exec('ROLLBACK');
    }
    return found;
  }

  /** The terms of `text` in order, repetitions included. */
  of(text: string): string[] {
    this.clear.run();
    this.insert.run(text);
    return this.terms.all().map(({ term }) => term);
  }
}
