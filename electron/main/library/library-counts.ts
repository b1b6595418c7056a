/**
 * What the library holds, in numbers.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { NO_CONVERSATION } from '../../shared/conversation.ts';
import { query } from './statements.ts';

/** Totals of the library. `chunks` are those that are embedded; tool calls and results are not among them. */
export interface LibraryCounts {
  readonly files: {
    readonly total: number;
    readonly done: number;
    readonly pending: number;
    readonly failed: number;
  };
  readonly conversations: number;
  readonly messages: number;
  readonly chunks: number;
  readonly skippedLines: number;
}

/** A file that could not be read, and why. */
export interface FailedFile {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

const countsRow = z.object({
  total: z.int(),
  done: z.int(),
  pending: z.int(),
  failed: z.int(),
  conversations: z.int(),
  messages: z.int(),
  chunks: z.int(),
  skipped: z.int(),
});
const failedRow = z.object({ path: z.string(), code: z.string(), message: z.string() });

/** Counts everything. A vanished file counts as done: what it held is in the library. */
export function countLibrary(database: DatabaseSync): LibraryCounts {
  const row = query(
    database,
    `SELECT (SELECT count(*) FROM files) AS total,
            (SELECT count(*) FROM files WHERE state IN ('done', 'missing')) AS done,
            (SELECT count(*) FROM files WHERE state = 'pending') AS pending,
            (SELECT count(*) FROM files WHERE state = 'failed') AS failed,
            (SELECT count(*) FROM conversations) AS conversations,
            (SELECT count(*) FROM messages) AS messages,
            (SELECT count(*) FROM chunks WHERE ordinal IS NOT NULL) AS chunks,
            (SELECT coalesce(sum(count), 0) FROM skipped_lines WHERE reason <> '${NO_CONVERSATION}') AS skipped`,
    countsRow,
  ).one();
  const { total, done, pending, failed, conversations, messages, chunks, skipped } = countsRow.parse(row);
  return { files: { total, done, pending, failed }, conversations, messages, chunks, skippedLines: skipped };
}

/** The files that could not be read. */
export function listFailedFiles(database: DatabaseSync): FailedFile[] {
  return query(
    database,
    `SELECT path, coalesce(error_code, 'internal') AS code, coalesce(error_message, '') AS message
       FROM files WHERE state = 'failed' ORDER BY path`,
    failedRow,
  ).all();
}
