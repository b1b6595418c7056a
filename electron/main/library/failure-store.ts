/**
 * What could not be taken in, and why: files, texts in quarantine, lines that were left out.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { query } from './statements.ts';

/** One thing that failed or was left out. */
export type StoredFailure =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly code: string;
      readonly message: string;
      readonly attempts: number;
    }
  | {
      readonly kind: 'text';
      readonly conversationId: string;
      readonly title: string | null;
      readonly reason: string;
      readonly at: number;
    }
  | ({ readonly kind: 'lines' } & SkippedOfFile);

/** What was left out of a file that was read, for one reason. */
export interface SkippedOfFile {
  readonly path: string;
  /** A `SkipReason`, or `NO_CONVERSATION`. */
  readonly reason: string;
  readonly count: number;
  /** What the first one is called, where it has a name. */
  readonly firstName: string | null;
}

const fileRow = z.object({ path: z.string(), code: z.string(), message: z.string(), attempts: z.int() });
const textRow = z.object({
  format: z.string(),
  key: z.string(),
  title: z.string().nullable(),
  reason: z.string(),
  at: z.number(),
});
const linesRow = z.object({
  path: z.string(),
  reason: z.string(),
  count: z.int(),
  firstName: z.string().nullable(),
});

/** Failed files first, then texts, then lines; at most `limit` of all. */
export function listFailures(database: DatabaseSync, limit: number): StoredFailure[] {
  const files = query(
    database,
    `SELECT path, coalesce(error_code, 'internal') AS code, coalesce(error_message, '') AS message, attempts
       FROM files WHERE state = 'failed' ORDER BY path LIMIT ?`,
    fileRow,
  )
    .all(limit)
    .map((row): StoredFailure => ({ kind: 'file', ...row }));
  const texts = query(
    database,
    `SELECT v.format, v.key, v.title, q.reason, q.at FROM quarantine q
       JOIN chunks c ON c.id = (SELECT min(id) FROM chunks WHERE text_id = q.text_id)
       JOIN conversations v ON v.id = c.conversation_id ORDER BY q.at DESC LIMIT ?`,
    textRow,
  )
    .all(limit)
    .map(({ format, key, title, reason, at }): StoredFailure => ({
      kind: 'text',
      conversationId: `${format}:${key}`,
      title,
      reason,
      at,
    }));
  const lines = listSkipped(database, limit).map((row): StoredFailure => ({ kind: 'lines', ...row }));
  return [...files, ...texts, ...lines].slice(0, limit);
}

/** What was left out of files that were read, the most first; at most `limit` rows. */
export function listSkipped(database: DatabaseSync, limit: number): SkippedOfFile[] {
  return query(
    database,
    `SELECT f.path, s.reason, s.count, s.first_name AS firstName FROM skipped_lines s JOIN files f ON f.id = s.file_id
      ORDER BY s.count DESC, f.path LIMIT ?`,
    linesRow,
  ).all(limit);
}
