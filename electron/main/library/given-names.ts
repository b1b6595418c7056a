/**
 * Names of conversations that agents keep apart from their sessions, such as those that people gave them. A name stands
 * above all titles that the session itself gives, whichever of the two is read first.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { titleRanks, type FormatName, type GivenName } from '../../shared/conversation.ts';
import type { FileId } from '../../shared/ids.ts';
import { query } from './statements.ts';

/** Keeps names, and gives them to their conversations. Call it in the transaction that stores a batch. */
export class GivenNames {
  private readonly forget;
  private readonly save;
  private readonly name;
  private readonly apply;

  constructor(database: DatabaseSync) {
    this.forget = database.prepare('DELETE FROM given_names WHERE file_id = ?');
    this.save = database.prepare(
      `INSERT INTO given_names (format, key, file_id, name, time) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET name = excluded.name, time = excluded.time`,
    );
    this.name = query(
      database,
      `SELECT name FROM given_names WHERE format = ? AND key = ?
        ORDER BY coalesce(time, 0) DESC, file_id DESC LIMIT 1`,
      z.object({ name: z.string() }),
    );
    this.apply = database.prepare(
      'UPDATE conversations SET title = ?, title_rank = ? WHERE format = ? AND key = ?',
    );
  }

  /** A file is read from its start: what it named before is forgotten. The conversations keep their titles. */
  begin(file: FileId): void {
    this.forget.run(file);
  }

  /** Keeps the names of a file, and gives them to the conversations that the library has. */
  keep(file: FileId, format: FormatName, names: readonly GivenName[]): void {
    for (const { key, name, time } of names) this.save.run(format, key, file, name, time);
    this.give(format, new Set(names.map(({ key }) => key)));
  }

  /** Gives the conversations of these keys their names, if they have any. */
  give(format: FormatName, keys: Iterable<string>): void {
    for (const key of keys) {
      const name = this.name.one(format, key)?.name;
      if (name !== undefined) this.apply.run(name, titleRanks.custom, format, key);
    }
  }
}
