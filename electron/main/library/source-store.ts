/**
 * Sources as background sync keeps them: what is watched, paused or being removed, and what a look at the disk
 * changes in the files that wait.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { NO_CONVERSATION } from '../../shared/conversation.ts';
import { fileId, type FileId } from '../../shared/ids.ts';
import { knownRow, type KnownFile, type ScannedFile } from './file-store.ts';
import { query, transaction } from './statements.ts';

/** A source that is kept in step. */
export interface KeptSource {
  readonly id: number;
  readonly path: string;
  readonly paused: boolean;
}

/** A source with what it holds. `missing` files have gone from the disk; what they held is still in the library. */
export interface SourceDetails extends KeptSource {
  readonly origin: 'discovered' | 'added';
  readonly files: {
    readonly total: number;
    readonly done: number;
    readonly pending: number;
    readonly failed: number;
    readonly missing: number;
  };
  readonly bytes: number;
  /** Conversations that begin in its files. */
  readonly conversations: number;
  readonly formats: readonly { readonly format: string; readonly files: number }[];
}

/** What a look at (a part of) a source found. */
export interface SourceLook {
  readonly found: readonly ScannedFile[];
  /** Where nothing could be looked at: what is known of files there stays as it is. */
  readonly unreadable: readonly string[];
  /** Paths that were looked at and are gone; null where all that was not found is gone. */
  readonly gone: readonly string[] | null;
  /** Also try files that failed, although they have not changed. */
  readonly retryFailed: boolean;
}

const idRow = z.object({ id: z.int() });
const keptRow = z
  .object({ id: z.int(), path: z.string(), paused: z.int() })
  .transform((row): KeptSource => ({ ...row, paused: row.paused === 1 }));
const detailsRow = z.object({
  id: z.int(),
  path: z.string(),
  paused: z.int(),
  origin: z.enum(['discovered', 'added']),
  bytes: z.number(),
});
const conversationsRow = z.object({ source_id: z.int(), conversations: z.int() });
const stateRow = z.object({ source_id: z.int(), state: z.string(), files: z.int() });
const formatRow = z.object({ source_id: z.int(), format: z.string(), files: z.int() });

/** Bookkeeping of sources. */
export class SourceStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** The sources that are kept in step, the paused ones included. */
  kept(): KeptSource[] {
    return query(
      this.database,
      "SELECT id, path, paused FROM sources WHERE origin <> 'removed' ORDER BY path",
      keptRow,
    ).all();
  }

  /** The id of the source at a path, also of one that was removed; null if there is none. */
  find(path: string): number | null {
    return query(this.database, 'SELECT id FROM sources WHERE path = ?', idRow).one(path)?.id ?? null;
  }

  /** Makes a path a source, or one that was removed a source again, and gives its id. */
  keep(path: string, origin: 'discovered' | 'added'): number {
    const row = query(
      this.database,
      `INSERT INTO sources (path, origin, added_at) VALUES (?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET origin = CASE WHEN origin = 'removed' THEN excluded.origin ELSE origin END,
                                        purging = 0
       RETURNING id`,
      idRow,
    ).one(path, origin, Date.now());
    return idRow.parse(row).id;
  }

  /** Leaves a source alone, or no longer. */
  setPaused(id: number, paused: boolean): void {
    this.database.prepare('UPDATE sources SET paused = ? WHERE id = ?').run(paused ? 1 : 0, id);
  }

  /**
   * Stops keeping a source in step. With `purge` its conversations are to go as well: `purgingFiles` says which files
   * are left to remove, also after a kill; so it may be asked of a source that was removed before. Says whether there
   * was such a source.
   */
  remove(id: number, purge: boolean): boolean {
    return transaction(this.database, () => {
      const known = this.database
        .prepare(
          `UPDATE sources SET origin = 'removed', paused = 0, purging = :purge
            WHERE id = :id AND (origin <> 'removed' OR :purge = 1)`,
        )
        .run({ id, purge: purge ? 1 : 0 });
      this.database.prepare("UPDATE files SET state = 'missing' WHERE source_id = ?").run(id);
      return Number(known.changes) === 1;
    });
  }

  /** Files of sources that are being removed with their conversations, a few at a time. */
  purgingFiles(limit: number): FileId[] {
    return query(
      this.database,
      'SELECT f.id FROM files f JOIN sources s ON s.id = f.source_id WHERE s.purging = 1 ORDER BY f.id DESC LIMIT ?',
      z.object({ id: z.number().transform(fileId) }),
    )
      .all(limit)
      .map(({ id }) => id);
  }

  /** Notes that nothing is left to remove. */
  endPurging(): void {
    this.database.exec('UPDATE sources SET purging = 0 WHERE purging = 1');
  }

  /**
   * Takes over what a look at a source found: new and changed files wait to be read, files that are gone are missing.
   * Returns how many files wait now because of it. Writes nothing when nothing changed.
   */
  reconcile(id: number, look: SourceLook): number {
    const known = this.knownFiles(id, look);
    const waiting = look.found.filter((file) => needsReading(known.get(file.path), file, look.retryFailed));
    const gone = this.gone(known, look);
    if (waiting.length + gone.length === 0) return 0;
    transaction(this.database, () => {
      // A file below two sources belongs to the first one that found it, unless that has been removed.
      const wait = this.database.prepare(
        `INSERT INTO files (source_id, path, size, modified_at, state) VALUES ($source, $path, $size, $modifiedAt, 'pending')
         ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_at = excluded.modified_at, state = 'pending',
           source_id = CASE WHEN (SELECT origin FROM sources WHERE id = files.source_id) = 'removed'
                            THEN excluded.source_id ELSE files.source_id END
         WHERE files.source_id = excluded.source_id OR size <> excluded.size OR modified_at <> excluded.modified_at
            OR state = 'missing' OR (state = 'failed' AND $retry)`,
      );
      // Ids in the order of reading, so that equal histories give equal libraries.
      for (const file of [...waiting].sort(byAge)) {
        wait.run({
          $source: id,
          $path: file.path,
          $size: file.size,
          $modifiedAt: file.modifiedAt,
          $retry: look.retryFailed ? 1 : 0,
        });
      }
      const miss = this.database.prepare("UPDATE files SET state = 'missing' WHERE id = ?");
      for (const file of gone) miss.run(file);
    });
    return waiting.length;
  }

  /**
   * Puts files that failed back among those that wait, and those that held no conversation: by now they may be of a
   * format that is known. Says how many.
   */
  retryFailed(): number {
    const retried = this.database
      .prepare(
        `UPDATE files SET state = 'pending' WHERE state = 'failed'
            OR state = 'done' AND id IN (SELECT file_id FROM skipped_lines WHERE reason = '${NO_CONVERSATION}')`,
      )
      .run();
    return Number(retried.changes);
  }

  /** The sources for people, with counts by state and format. */
  details(): SourceDetails[] {
    const rows = query(
      this.database,
      `SELECT s.id, s.path, s.paused, s.origin,
              (SELECT coalesce(sum(size), 0) FROM files WHERE source_id = s.id AND state <> 'missing') AS bytes
         FROM sources s WHERE s.origin <> 'removed' ORDER BY s.path`,
      detailsRow,
    ).all();
    // A conversation is counted where it begins: one look at an index for each, however many messages it has.
    const conversations = query(
      this.database,
      `SELECT f.source_id, count(*) AS conversations
         FROM (SELECT (SELECT sort_file FROM messages m WHERE m.conversation_id = v.id
                        ORDER BY sort_time, sort_file, sort_offset LIMIT 1) AS file FROM conversations v) b
         JOIN files f ON f.id = b.file GROUP BY f.source_id`,
      conversationsRow,
    ).all();
    const states = query(
      this.database,
      'SELECT source_id, state, count(*) AS files FROM files GROUP BY source_id, state',
      stateRow,
    ).all();
    const formats = query(
      this.database,
      `SELECT source_id, format, count(*) AS files FROM files WHERE format IS NOT NULL
        GROUP BY source_id, format ORDER BY files DESC, format`,
      formatRow,
    ).all();
    return rows.map((row) => {
      const of = (state: string): number =>
        states.find((count) => count.source_id === row.id && count.state === state)?.files ?? 0;
      const [done, pending, failed, missing] = [of('done'), of('pending'), of('failed'), of('missing')];
      return {
        ...row,
        paused: row.paused === 1,
        conversations: conversations.find((count) => count.source_id === row.id)?.conversations ?? 0,
        files: { total: done + pending + failed + missing, done, pending, failed, missing },
        formats: formats
          .filter((count) => count.source_id === row.id)
          .map(({ format, files }) => ({ format, files })),
      };
    });
  }

  private knownFiles(id: number, look: SourceLook): Map<string, KnownFile> {
    const columns = 'SELECT id, path, size, modified_at, state FROM files';
    const rows =
      look.gone === null
        ? query(this.database, `${columns} WHERE source_id = ?`, knownRow).all(id)
        : query(this.database, `${columns} WHERE path IN (SELECT value FROM json_each(?))`, knownRow).all(
            JSON.stringify([...look.found.map(({ path }) => path), ...look.gone]),
          );
    return new Map(rows.map((row) => [row.path, row]));
  }

  private gone(known: ReadonlyMap<string, KnownFile>, look: SourceLook): FileId[] {
    const found = new Set(look.found.map(({ path }) => path));
    const candidates = look.gone ?? [...known.keys()].filter((path) => !found.has(path));
    return candidates.flatMap((path) => {
      const file = known.get(path);
      if (!file || file.state === 'missing' || look.unreadable.some((folder) => isBelow(path, folder)))
        return [];
      return [file.id];
    });
  }
}

function needsReading(before: KnownFile | undefined, file: ScannedFile, retryFailed: boolean): boolean {
  if (!before) return true;
  const changed = before.size !== file.size || before.modified_at !== file.modifiedAt;
  return changed || before.state === 'missing' || (before.state === 'failed' && retryFailed);
}

function byAge(a: ScannedFile, b: ScannedFile): number {
  return a.modifiedAt - b.modifiedAt || (a.path < b.path ? -1 : 1);
}

function isBelow(path: string, folder: string): boolean {
  return (
    path === folder ||
    path.startsWith(folder.endsWith('/') || folder.endsWith('\\') ? folder : `${folder}/`) ||
    path.startsWith(`${folder}\\`)
  );
}
