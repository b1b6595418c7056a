/**
 * Finds the tool calls of agents that touched a file.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { query } from './statements.ts';

/** A tool call that names a file. Time in ms since 1970. */
export interface MentionRow {
  readonly conversationId: string;
  readonly messageKey: string;
  readonly time: number | null;
  readonly line: string;
}

/** Tool calls that are looked at: the newest with the path's words in a row. */
const CANDIDATES = 5_000;

const mentionRow = z
  .object({
    format: z.string(),
    key: z.string(),
    message: z.string(),
    time: z.number().nullable(),
    text: z.string(),
  })
  .transform((row): MentionRow => ({
    conversationId: `${row.format}:${row.key}`,
    messageKey: row.message,
    time: row.time,
    line: row.text,
  }));

/**
 * The newest mention of a path in each conversation, newest first, but of those that are hidden. `path` may be the end
 * of one.
 */
export function mentionsOf(database: DatabaseSync, path: string, limit: number): MentionRow[] {
  const wanted = withSlashes(path).replace(/^\.?\//, '');
  if (!/[\p{L}\p{N}]/u.test(wanted)) return [];
  const rows = query(
    database,
    `SELECT v.format, v.key, m.key AS message, m.time, t.text
       FROM words w JOIN chunks c ON c.text_id = w.rowid JOIN parts p ON p.id = c.part_id AND p.kind = 'tool-call'
       JOIN messages m ON m.id = c.message_id JOIN conversations v ON v.id = c.conversation_id
       JOIN texts t ON t.id = c.text_id
      WHERE words MATCH ?
        AND NOT EXISTS (SELECT 1 FROM marks k WHERE k.format = v.format AND k.key = v.key AND k.hidden = 1)
      ORDER BY m.time DESC LIMIT ?`,
    mentionRow,
    // A quoted string is a phrase: the index takes its words in a row.
  ).all(`"${wanted.replaceAll('"', ' ')}"`, CANDIDATES);
  const newest = new Map<string, MentionRow>();
  for (const row of rows) {
    if (newest.size === limit) break;
    if (!newest.has(row.conversationId) && namesPath(row.line, wanted)) newest.set(row.conversationId, row);
  }
  return [...newest.values()];
}

/** Whether `line` has the path, neither as the end of a longer name nor as its beginning. */
function namesPath(line: string, path: string): boolean {
  const text = withSlashes(line);
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + path.length] ?? ' ';
    if (!/[\p{L}\p{N}_.-]/u.test(before) && !/[\p{L}\p{N}_-]/u.test(after)) return true;
  }
  return false;
}

function withSlashes(path: string): string {
  return path.replace(/\\+/g, '/');
}
