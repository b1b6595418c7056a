/**
 * What the library knows of the compressed copies of original files: which are wanted, which there are, and which
 * pieces they are made of. The pieces themselves are files in the data folder.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { segmentSchema, type Kept, type Segment } from '../../shared/copier-protocol.ts';
import type { FileVersion } from '../../shared/file-version.ts';
import { fileId, type FileId } from '../../shared/ids.ts';
import { query, transaction } from './statements.ts';

/** A file of which a copy is to be made or brought up to date. */
export interface WantedCopy {
  readonly file: FileId;
  readonly path: string;
  /** The version of the file as the library knows it. */
  readonly version: FileVersion;
  /** The newest copy, if there is one. */
  readonly copy: { readonly id: number; readonly size: number } | null;
}

/**
 * Which files are wanted: histories of these formats, all files where null, last written before a time (ms since 1970).
 * Databases never are.
 */
export interface WantedFiles {
  readonly formats: readonly string[] | null;
  /** Formats that are never copied. */
  readonly except: readonly string[];
  readonly quietSince: number;
}

/** A copy that can be restored. `earlier`: the file has become shorter since. */
export interface KeptCopy {
  readonly path: string;
  readonly size: number;
  /** ms since 1970. */
  readonly modifiedAt: number;
  readonly earlier: boolean;
  readonly segments: readonly Segment[];
}

/** What copies take. */
export interface CopyTotals {
  readonly files: number;
  /** Bytes of the originals, and of their copies on the disk. */
  readonly bytes: number;
  readonly storedBytes: number;
}

/** Copies of one file that are kept at most: the newest, and the one before the file became shorter. */
const VERSIONS = 2;

const wantedRow = z
  .object({
    id: z.number().transform(fileId),
    path: z.string(),
    size: z.number(),
    modified_at: z.number(),
    copy_id: z.int().nullable(),
    copy_size: z.number().nullable(),
  })
  .transform((row): WantedCopy => ({
    file: row.id,
    path: row.path,
    version: { size: row.size, modifiedAt: row.modified_at },
    copy: row.copy_id === null ? null : { id: row.copy_id, size: row.copy_size ?? 0 },
  }));
const copyRow = z.object({
  id: z.int(),
  path: z.string(),
  size: z.number(),
  modified_at: z.number(),
  newest: z.int(),
});
const nameRow = z.object({ name: z.string() });
const totalsRow = z.object({ files: z.int(), bytes: z.number(), stored: z.number() });

/** A copy that was begun and not stored has no size yet: nothing can be restored of it. */
const STORED = 'file_size >= 0';

/** Bookkeeping of copies. */
export class CopyStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** Files that were read to their end and of which there is no copy, or one of another version; ids above `after`. */
  wanted({ formats, except, quietSince }: WantedFiles, after: number, limit: number): WantedCopy[] {
    return query(
      this.database,
      `SELECT f.id, f.path, f.size, f.modified_at, c.id AS copy_id, c.size AS copy_size
         FROM files f LEFT JOIN copies c ON c.id = (SELECT max(id) FROM copies WHERE file_id = f.id)
        WHERE f.id > ?1 AND f.state = 'done' AND f.size > 0 AND f.modified_at <= ?2
          AND f.container IS NOT 'database'
          AND (?3 IS NULL OR (f.format IN (SELECT value FROM json_each(?3))
                              AND f.container IS NULL AND f.path NOT LIKE '%.zip'))
          AND coalesce(f.format, '') NOT IN (SELECT value FROM json_each(?4))
          AND (c.id IS NULL OR c.file_size <> f.size OR c.file_modified_at <> f.modified_at)
        ORDER BY f.id LIMIT ?5`,
      wantedRow,
    ).all(after, quietSince, formats && JSON.stringify(formats), JSON.stringify(except), limit);
  }

  /** The pieces of a copy, in order. */
  segments(copy: number): Segment[] {
    return query(
      this.database,
      'SELECT start, length, hash, stored, name FROM copy_segments WHERE copy_id = ? ORDER BY start',
      segmentSchema,
    ).all(copy);
  }

  /**
   * Begins a copy: what a file held before it became shorter stays with the older one, of which there is one at most.
   * Nothing can be restored of it before `store`.
   */
  begin(file: FileId): number {
    return transaction(this.database, () => {
      const { lastInsertRowid } = this.database
        .prepare(
          'INSERT INTO copies (file_id, file_size, file_modified_at, size, modified_at) VALUES (?, -1, 0, 0, 0)',
        )
        .run(file);
      this.database
        .prepare(
          `DELETE FROM copies WHERE file_id = ?1
              AND id NOT IN (SELECT id FROM copies WHERE file_id = ?1 ORDER BY id DESC LIMIT ${VERSIONS})`,
        )
        .run(file);
      return Number(lastInsertRowid);
    });
  }

  /** Takes over what the copier has kept of a file, and returns the names of pieces that are needed no more. */
  store(copy: number, version: FileVersion, kept: Kept): string[] {
    const before = this.segments(copy);
    transaction(this.database, () => {
      this.database
        .prepare('DELETE FROM copy_segments WHERE copy_id = ? AND start >= ?')
        .run(copy, before[kept.unchanged]?.start ?? kept.size);
      const insert = this.database.prepare(
        'INSERT INTO copy_segments (copy_id, start, length, hash, stored, name) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const { start, length, hash, stored, name } of kept.added) {
        insert.run(copy, start, length, hash, stored, name);
      }
      this.database
        .prepare(
          'UPDATE copies SET file_size = ?, file_modified_at = ?, size = ?, modified_at = ? WHERE id = ?',
        )
        .run(version.size, version.modifiedAt, kept.size, kept.modifiedAt, copy);
    });
    const added = new Set(kept.added.map(({ name }) => name));
    return before.slice(kept.unchanged).flatMap(({ name }) => (added.has(name) ? [] : [name]));
  }

  /** Of these names of pieces, those that no copy is made of. */
  unknownNames(names: readonly string[]): string[] {
    return query(
      this.database,
      `SELECT value AS name FROM json_each(?)
        WHERE NOT EXISTS (SELECT 1 FROM copy_segments s WHERE s.name = value)`,
      nameRow,
    )
      .all(JSON.stringify(names))
      .map(({ name }) => name);
  }

  /** Copies of the files with these paths, or of all, in pages: those behind `after`, the id of the last one. */
  kept(
    paths: readonly string[] | null,
    after: number,
    limit: number,
  ): { copies: KeptCopy[]; last: number | null } {
    const rows = query(
      this.database,
      `SELECT c.id, f.path, c.size, c.modified_at, c.id = (SELECT max(id) FROM copies WHERE file_id = f.id AND ${STORED}) AS newest
         FROM copies c JOIN files f ON f.id = c.file_id
        WHERE c.id > ?1 AND c.${STORED} AND (?2 IS NULL OR f.path IN (SELECT value FROM json_each(?2)))
        ORDER BY c.id LIMIT ?3`,
      copyRow,
    ).all(after, paths && JSON.stringify(paths), limit);
    const copies = rows.map(({ id, path, size, modified_at: modifiedAt, newest }): KeptCopy => ({
      path,
      size,
      modifiedAt,
      earlier: newest === 0,
      segments: this.segments(id),
    }));
    return { copies, last: rows.at(-1)?.id ?? null };
  }

  /** The paths of files that there are copies of: `path` itself, or what lies below it. */
  pathsAt(path: string, separator: string): string[] {
    const below = path.endsWith(separator) ? path : `${path}${separator}`;
    return query(
      this.database,
      `SELECT DISTINCT f.path AS name FROM copies c JOIN files f ON f.id = c.file_id
        WHERE f.path = ?1 OR substr(f.path, 1, length(?2)) = ?2 ORDER BY f.path`,
      nameRow,
    )
      .all(path, below)
      .map(({ name }) => name);
  }

  /** The paths of a source's files that there are copies of. */
  pathsOf(source: number): string[] {
    return query(
      this.database,
      `SELECT DISTINCT f.path AS name FROM copies c JOIN files f ON f.id = c.file_id
        WHERE f.source_id = ? ORDER BY f.path`,
      nameRow,
    )
      .all(source)
      .map(({ name }) => name);
  }

  /** What all copies take, or those of a source's files. */
  totals(source: number | null): CopyTotals {
    const row = query(
      this.database,
      `SELECT count(DISTINCT c.file_id) AS files, coalesce(sum(c.size), 0) AS bytes,
              coalesce(sum((SELECT sum(stored) FROM copy_segments s WHERE s.copy_id = c.id)), 0) AS stored
         FROM copies c JOIN files f ON f.id = c.file_id WHERE c.${STORED} AND (?1 IS NULL OR f.source_id = ?1)`,
      totalsRow,
    ).one(source);
    return { files: row?.files ?? 0, bytes: row?.bytes ?? 0, storedBytes: row?.stored ?? 0 };
  }
}
