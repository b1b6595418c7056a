/**
 * What the library knows of source files: what a scan saw, what is waiting to be read, what failed and why.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { formatNames, NO_CONVERSATION } from '../../shared/conversation.ts';
import type { Failure } from '../../shared/errors.ts';
import { fileId, type FileId } from '../../shared/ids.ts';
import type { Checkpoint } from '../../shared/reader-protocol.ts';
import { query, transaction } from './statements.ts';

/** A file as a scan found it. `modifiedAt` in ms since 1970. */
export interface ScannedFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: number;
}

/** A file that waits to be read. `checkpoint` is null where nothing of it has been read yet. */
export interface PendingFile extends ScannedFile {
  readonly id: FileId;
  readonly checkpoint: Checkpoint | null;
}

/** Where a file stands in the order of reading. */
export type FilePlace = Pick<ScannedFile, 'modifiedAt' | 'path'>;

/** What a scan changed. */
export interface ScanResult {
  readonly pending: number;
  readonly unchanged: number;
  readonly missing: number;
}

/** A folder or file that the library is kept in step with. */
export interface SourceRow {
  readonly path: string;
  readonly origin: 'discovered' | 'added';
  readonly files: number;
  readonly bytes: number;
}

/** A file as the library knows it; `modified_at` in ms since 1970. */
export const knownRow = z.object({
  id: z.number().transform(fileId),
  path: z.string(),
  size: z.number(),
  modified_at: z.number(),
  state: z.string(),
});
export type KnownFile = z.infer<typeof knownRow>;

const pendingRow = z
  .object({
    id: z.number().transform(fileId),
    path: z.string(),
    size: z.number(),
    modified_at: z.number(),
    format: z.enum(formatNames).nullable(),
    offset: z.number(),
    head_hash: z.string(),
    tail_hash: z.string(),
    reader_state: z.string(),
  })
  .transform((row): PendingFile => ({
    id: row.id,
    path: row.path,
    size: row.size,
    modifiedAt: row.modified_at,
    checkpoint:
      row.format === null
        ? null
        : {
            format: row.format,
            offset: row.offset,
            headHash: row.head_hash,
            tailHash: row.tail_hash,
            state: z.json().parse(JSON.parse(row.reader_state)),
          },
  }));
const sourceRow = z.object({
  path: z.string(),
  origin: z.enum(['discovered', 'added']),
  files: z.number(),
  bytes: z.number(),
});

const PENDING = `SELECT id, path, size, modified_at, format, offset, head_hash, tail_hash, reader_state
                   FROM files WHERE state = 'pending'
                    AND source_id NOT IN (SELECT id FROM sources WHERE paused = 1)`;

/** Bookkeeping of sources and files. */
export class FileStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /**
   * Compares a finished scan of one source with what is known: new and changed files are pending, so are those that
   * failed before (what was in their way may be gone), files that are
   * gone are missing (their conversations stay). Writes nothing when nothing changed.
   */
  recordScan(
    source: { path: string; origin: SourceRow['origin'] },
    found: readonly ScannedFile[],
  ): ScanResult {
    const sourceId = this.sourceId(source);
    const known = new Map(
      query(
        this.database,
        'SELECT id, path, size, modified_at, state FROM files WHERE source_id = ?',
        knownRow,
      )
        .all(sourceId)
        .map((row) => [row.path, row]),
    );
    const fresh: ScannedFile[] = [];
    const changed: [FileId, ScannedFile][] = [];
    let unchanged = 0;
    for (const file of found) {
      const before = known.get(file.path);
      known.delete(file.path);
      if (!before) fresh.push(file);
      else if (
        before.size !== file.size ||
        before.modified_at !== file.modifiedAt ||
        before.state === 'missing' ||
        before.state === 'failed'
      ) {
        changed.push([before.id, file]);
      } else unchanged += 1;
    }
    const missing = [...known.values()].filter((row) => row.state !== 'missing');
    if (fresh.length + changed.length + missing.length > 0) {
      transaction(this.database, () => {
        this.insertFiles(sourceId, fresh);
        this.updateFiles(changed);
        const markMissing = this.database.prepare("UPDATE files SET state = 'missing' WHERE id = ?");
        for (const row of missing) markMissing.run(row.id);
      });
    }
    return { pending: this.count('pending'), unchanged, missing: missing.length };
  }

  /**
   * The next files to read that stand behind `after`, oldest first: what a fork repeats belongs to the conversation
   * that said it first.
   */
  pending(limit: number, after: FilePlace | null): PendingFile[] {
    return query(
      this.database,
      `${PENDING} AND (modified_at, path) > (?, ?) ORDER BY modified_at, path LIMIT ?`,
      pendingRow,
    ).all(after?.modifiedAt ?? -Infinity, after?.path ?? '', limit);
  }

  /** Files that were read before and have changed since, oldest first. */
  grown(limit: number): PendingFile[] {
    return query(
      this.database,
      `${PENDING} AND format IS NOT NULL ORDER BY modified_at, path LIMIT ?`,
      pendingRow,
    ).all(limit);
  }

  /** A file that waits to be read, as it is now; undefined if it doesn't wait. */
  pendingFile(file: FileId): PendingFile | undefined {
    return query(this.database, `${PENDING} AND id = ?`, pendingRow).one(file);
  }

  /** An empty file holds nothing, which is no failure. */
  finishEmpty(file: FileId): void {
    this.database.prepare("UPDATE files SET state = 'done', offset = 0 WHERE id = ?").run(file);
  }

  /** Marks a file that could not be read. What was read of it before stays. */
  fail(file: FileId, failure: Failure): void {
    this.database
      .prepare(
        `UPDATE files SET state = 'failed', attempts = attempts + 1, error_code = ?, error_message = ? WHERE id = ?`,
      )
      .run(failure.code, failure.message, file);
  }

  /**
   * Notes that a file holds no conversation, which is no failure where its name didn't promise one. Says false, and
   * changes nothing, for a file that is a source by itself: somebody meant it.
   */
  leave(file: FileId): boolean {
    return transaction(this.database, () => {
      const left = this.database
        .prepare(
          `UPDATE files SET state = 'done', generation = max(generation, 1), attempts = 0, error_code = NULL,
                  error_message = NULL
            WHERE id = ? AND path <> (SELECT path FROM sources WHERE id = files.source_id)`,
        )
        .run(file);
      if (Number(left.changes) === 0) return false;
      this.database
        .prepare(
          `INSERT INTO skipped_lines (file_id, reason, count, first_offset) VALUES (?, '${NO_CONVERSATION}', 1, 0)
           ON CONFLICT DO NOTHING`,
        )
        .run(file);
      return true;
    });
  }

  /** Marks a file that vanished between scan and read. What was read of it before stays. */
  vanish(file: FileId): void {
    this.database.prepare("UPDATE files SET state = 'missing' WHERE id = ?").run(file);
  }

  /** The sources with the number and size of their files. */
  sources(): SourceRow[] {
    return query(
      this.database,
      `SELECT s.path, s.origin, count(f.id) AS files, coalesce(sum(f.size), 0) AS bytes
         FROM sources s LEFT JOIN files f ON f.source_id = s.id AND f.state <> 'missing'
        WHERE s.origin <> 'removed' GROUP BY s.id ORDER BY s.path`,
      sourceRow,
    ).all();
  }

  /** The paths of sources that are no longer kept in step. */
  removedSources(): string[] {
    return query(
      this.database,
      "SELECT path FROM sources WHERE origin = 'removed' ORDER BY path",
      z.object({ path: z.string() }),
    )
      .all()
      .map(({ path }) => path);
  }

  private sourceId(source: { path: string; origin: SourceRow['origin'] }): number {
    const known = query(
      this.database,
      'SELECT id, origin FROM sources WHERE path = ?',
      z.object({ id: z.int(), origin: z.string() }),
    ).one(source.path);
    if (known?.origin === 'removed') {
      this.database.prepare('UPDATE sources SET origin = ? WHERE id = ?').run(source.origin, known.id);
    }
    if (known) return known.id;
    return Number(
      this.database
        .prepare('INSERT INTO sources (path, origin, added_at) VALUES (?, ?, ?)')
        .run(source.path, source.origin, Date.now()).lastInsertRowid,
    );
  }

  private insertFiles(sourceId: number, files: readonly ScannedFile[]): void {
    // A file below two sources belongs to the first: a later scan of the second leaves it there.
    const insert = this.database.prepare(
      `INSERT INTO files (source_id, path, size, modified_at, state) VALUES (?, ?, ?, ?, 'pending')
       ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_at = excluded.modified_at, state = 'pending'
       WHERE size <> excluded.size OR modified_at <> excluded.modified_at OR state IN ('missing', 'failed')`,
    );
    // Ids in the order of reading, so that equal histories give equal libraries.
    const ordered = [...files].sort((a, b) => a.modifiedAt - b.modifiedAt || (a.path < b.path ? -1 : 1));
    for (const file of ordered) insert.run(sourceId, file.path, file.size, file.modifiedAt);
  }

  private updateFiles(files: readonly [FileId, ScannedFile][]): void {
    const update = this.database.prepare(
      "UPDATE files SET size = ?, modified_at = ?, state = 'pending' WHERE id = ?",
    );
    for (const [id, file] of files) update.run(file.size, file.modifiedAt, id);
  }

  private count(state: string): number {
    const row = query(
      this.database,
      'SELECT count(*) AS n FROM files WHERE state = ?',
      z.object({ n: z.int() }),
    ).one(state);
    return row?.n ?? 0;
  }
}
