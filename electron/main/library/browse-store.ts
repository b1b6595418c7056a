/**
 * Lists conversations by a filter alone, the newest first, and counts what else could be filtered by. Here the time of
 * a conversation is when it was last changed: what the list shows and is in the order of.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import type { ConversationInfo, ConversationStore } from './conversation-store.ts';
import type { FoundFacets } from './found-facets.ts';
import { conversationConditions, type SearchFilter } from './search-filter.ts';
import { query } from './statements.ts';

/** Conversations that pass a filter. */
export interface Browsed {
  readonly conversations: readonly ConversationInfo[];
  /** How many have each source, project and month: each counted as if it were not filtered by that itself. */
  readonly facets: FoundFacets;
}

const CHANGED = 'coalesce(v.updated_at, v.started_at)';

/** Projects that are counted, those with the most conversations. */
const PROJECTS = 1_000;

const idRow = z.object({ id: z.string() });
const countRow = z.object({ name: z.string(), conversations: z.int() });

/** Lists conversations. */
export class BrowseStore {
  private readonly database: DatabaseSync;
  private readonly conversations: ConversationStore;

  constructor(database: DatabaseSync, conversations: ConversationStore) {
    this.database = database;
    this.conversations = conversations;
  }

  /** The newest `limit` of those that pass. What is hidden only where it is asked for; subagents' never. */
  browse(filter: SearchFilter, limit: number): Browsed {
    const { sql, values } = this.where(filter);
    const ids = query(
      this.database,
      `SELECT v.format || ':' || v.key AS id FROM conversations v ${sql} ORDER BY ${CHANGED} DESC, v.id LIMIT ?`,
      idRow,
    ).all(...values, limit);
    const { source: _source, ...anySource } = filter;
    const { project: _project, ...anyProject } = filter;
    const { after: _after, before: _before, ...anyTime } = filter;
    const months = this.count(`strftime('%Y-%m', ${CHANGED} / 1000, 'unixepoch', 'localtime')`, anyTime);
    return {
      conversations: ids.flatMap(({ id }) => this.conversations.header(id) ?? []),
      facets: {
        sources: this.count('v.format', anySource),
        projects: this.count('v.project', anyProject)
          .slice(0, PROJECTS)
          .map(({ name, conversations }) => ({ path: name, conversations })),
        months: months
          .map(({ name, conversations }) => ({ month: name, conversations }))
          .sort((a, b) => (a.month < b.month ? 1 : -1)),
      },
    };
  }

  /** Each value of a column with how many have it, the most frequent first. */
  private count(column: string, filter: SearchFilter): z.infer<typeof countRow>[] {
    const { sql, values } = this.where(filter);
    return query(
      this.database,
      `SELECT ${column} AS name, count(*) AS conversations FROM conversations v ${sql} AND ${column} IS NOT NULL
        GROUP BY 1 ORDER BY 2 DESC, 1`,
      countRow,
    ).all(...values);
  }

  private where({ after, before, role, ...filter }: SearchFilter): { sql: string; values: SQLInputValue[] } {
    const conditions = conversationConditions(this.database, filter);
    const more: (readonly [string, SQLInputValue | undefined])[] = [
      [`AND ${CHANGED} >= ?`, after],
      [`AND ${CHANGED} < ?`, before],
      ['AND EXISTS (SELECT 1 FROM messages r WHERE r.conversation_id = v.id AND r.role = ?)', role],
    ];
    const given = more.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
    const hidden = `AND NOT EXISTS (SELECT 1 FROM marks k WHERE k.format = v.format AND k.key = v.key AND k.hidden = 1)`;
    return {
      sql: `WHERE v.kind <> 'subagent' ${filter.hidden === true ? '' : hidden} ${conditions.sql} ${given.map(({ sql }) => sql).join(' ')}`,
      values: [...conditions.values, ...given.map(({ value }) => value)],
    };
  }
}
