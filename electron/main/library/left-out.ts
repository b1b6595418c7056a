/**
 * Conversations of which nothing is sent: those of chosen projects, and those that were read from chosen sources.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { query } from './statements.ts';

/** Paths of what is left out. */
export interface LeftOut {
  readonly projects: readonly string[];
  readonly sources: readonly string[];
}

/** Ids of the conversations that are left out, as JSON for a query; a project's sub-folders belong to it. */
export function leftOutConversations(database: DatabaseSync, { projects, sources }: LeftOut): string {
  if (projects.length + sources.length === 0) return '[]';
  const rows = query(
    database,
    `SELECT id FROM conversations v WHERE EXISTS
       (SELECT 1 FROM json_each(?1) p WHERE v.project = p.value
           OR substr(v.project, 1, length(p.value) + 1) IN (p.value || '/', p.value || '\\'))
     UNION
     SELECT m.conversation_id FROM messages m JOIN files f ON f.id = m.sort_file JOIN sources s ON s.id = f.source_id
      WHERE s.path IN (SELECT value FROM json_each(?2))`,
    z.object({ id: z.int() }),
  ).all(JSON.stringify(projects), JSON.stringify(sources));
  return JSON.stringify(rows.map(({ id }) => id));
}
