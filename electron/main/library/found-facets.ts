/**
 * Counts what was found by source, project and month.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { query } from './statements.ts';

/** How many of the conversations that were found are of each source, project and month; the most first. */
export interface FoundFacets {
  readonly sources: readonly { readonly name: string; readonly conversations: number }[];
  readonly projects: readonly { readonly path: string; readonly conversations: number }[];
  /** `2026-03`, in the machine's own time zone; the newest first. */
  readonly months: readonly { readonly month: string; readonly conversations: number }[];
}

const row = z.object({ format: z.string(), project: z.string().nullable(), month: z.string().nullable() });

/** The facets of conversations, each with the text that stands for it: its time is that of the conversation. */
export function countFacets(
  database: DatabaseSync,
  found: readonly { readonly textId: number; readonly conversationId: number }[],
): FoundFacets {
  const rows = query(
    database,
    `SELECT v.format, v.project,
            strftime('%Y-%m', min(coalesce(m.time, v.updated_at)) / 1000, 'unixepoch', 'localtime') AS month
       FROM json_each(?) f
       JOIN chunks c ON c.text_id = json_extract(f.value, '$[0]') AND c.conversation_id = json_extract(f.value, '$[1]')
       JOIN conversations v ON v.id = c.conversation_id JOIN messages m ON m.id = c.message_id
      GROUP BY v.id`,
    row,
  ).all(JSON.stringify(found.map(({ textId, conversationId }) => [textId, conversationId])));
  const months = counted(rows.map(({ month }) => month));
  return {
    sources: counted(rows.map(({ format }) => format)).map(([name, conversations]) => ({
      name,
      conversations,
    })),
    projects: counted(rows.map(({ project }) => project)).map(([path, conversations]) => ({
      path,
      conversations,
    })),
    months: months
      .map(([month, conversations]) => ({ month, conversations }))
      .sort((a, b) => (a.month < b.month ? 1 : -1)),
  };
}

/** Each value with how often it occurs, the most frequent first. */
function counted(values: readonly (string | null)[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1));
}
