/**
 * What a hit must satisfy, as SQL.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import type { roles } from '../../shared/conversation.ts';
import { phraseQuery } from './phrase-query.ts';
import { isInProject } from './project-path.ts';
import { query } from './statements.ts';

/** What a hit must satisfy. Times in ms since 1970, of the messages, never of the import. */
export interface SearchFilter {
  readonly source?: string;
  /** Part of the project's path: whole folders, whatever their case. */
  readonly project?: string;
  readonly role?: (typeof roles)[number];
  readonly after?: number;
  readonly before?: number;
  /** Only what the user starred. */
  readonly starred?: true;
  /** Only what has this tag. */
  readonly tag?: string;
  /** Only what the user hid from search; without it, that is left out. */
  readonly hidden?: true;
  /** Only on a server, where the history of several machines is. */
  readonly machine?: string;
  /** Of every machine, also where the settings say only this one. */
  readonly everyMachine?: true;
  /** Only what has each of these somewhere, its words side by side. On a server it isn't looked at. */
  readonly phrases?: readonly string[];
}

/** Conditions, each with `AND` before it, and the values that they ask for. */
export interface Conditions {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const MARK = 'EXISTS (SELECT 1 FROM marks k WHERE k.format = v.format AND k.key = v.key';

const WITH_PHRASE =
  'v.id IN (SELECT p.conversation_id FROM chunks p WHERE p.text_id IN (SELECT rowid FROM words WHERE words MATCH ?))';

/** Conditions on a conversation `v`: all that can be said of it without looking at its messages. */
export function conversationConditions(database: DatabaseSync, filter: SearchFilter): Conditions {
  return join([
    ['v.format = ?', filter.source],
    ['v.project IN (SELECT value FROM json_each(?))', projectsWith(database, filter.project)],
    ['(v.updated_at IS NULL OR v.updated_at >= ?)', filter.after],
    ['(v.started_at IS NULL OR v.started_at < ?)', filter.before],
    [`${MARK} AND k.starred = ?)`, filter.starred && 1],
    [`${MARK} AND k.hidden = ?)`, filter.hidden && 1],
    ['EXISTS (SELECT 1 FROM tags g WHERE g.format = v.format AND g.key = v.key AND g.tag = ?)', filter.tag],
    ...(filter.phrases ?? []).map((phrase) => [WITH_PHRASE, phraseQuery(phrase)] as const),
  ]);
}

/** The projects that a part of a path means, as JSON; undefined for all. */
function projectsWith(database: DatabaseSync, part: string | undefined): string | undefined {
  if (part === undefined || isInProject('', part)) return undefined;
  const projects = query(
    database,
    'SELECT DISTINCT project FROM conversations WHERE project IS NOT NULL',
    z.object({ project: z.string() }),
  ).all();
  return JSON.stringify(projects.flatMap(({ project }) => (isInProject(project, part) ? project : [])));
}

/** Conditions on a chunk `c` of a conversation `v` with the first message `m`. */
function chunkConditions(filter: SearchFilter): Conditions {
  return join([
    ['coalesce(m.time, v.updated_at) >= ?', filter.after],
    ['coalesce(m.time, v.started_at) < ?', filter.before],
    [
      'EXISTS (SELECT 1 FROM json_each(c.spans) s JOIN messages r ON r.id = s.value WHERE s.key % 2 = 0 AND r.role = ?)',
      filter.role,
    ],
  ]);
}

function join(all: readonly (readonly [string, SQLInputValue | undefined])[]): Conditions {
  const given = all.filter(([, value]) => value !== undefined);
  return {
    sql: given.map(([condition]) => `AND ${condition}`).join(' '),
    values: given.map(([, value]) => value ?? null),
  };
}

/** A filter put to work on one library. */
export class FilterQueries {
  private readonly database: DatabaseSync;
  private readonly filter: SearchFilter;
  private readonly conversations: ReadonlySet<number> | null;
  private readonly hidden: ReadonlySet<number>;
  /** False where the conversation says it all. */
  readonly looksAtChunks: boolean;

  constructor(database: DatabaseSync, filter: SearchFilter) {
    this.database = database;
    this.filter = filter;
    const { sql, values } = conversationConditions(database, filter);
    this.conversations =
      values.length === 0
        ? null
        : new Set(
            query(database, `SELECT v.id FROM conversations v WHERE 1 ${sql}`, z.object({ id: z.number() }))
              .all(...values)
              .map(({ id }) => id),
          );
    const hidden =
      filter.hidden === true
        ? []
        : query(
            database,
            'SELECT v.id FROM marks k JOIN conversations v USING (format, key) WHERE k.hidden = 1',
            z.object({ id: z.number() }),
          ).all();
    this.hidden = new Set(hidden.map(({ id }) => id));
    this.looksAtChunks = chunkConditions(filter).values.length > 0;
  }

  /** Whether every conversation passes. */
  get passesAll(): boolean {
    return this.conversations === null && this.hidden.size === 0;
  }

  /** Whether a conversation may have hits. */
  passes(conversation: number): boolean {
    return !this.hidden.has(conversation) && (this.conversations?.has(conversation) ?? true);
  }

  /** The conversations in which each of `texts` stands in a chunk that passes. */
  chunks(texts: readonly number[]): Map<number, number[]> {
    const { sql, values } = chunkConditions(this.filter);
    const rows = query(
      this.database,
      `SELECT DISTINCT c.text_id, c.conversation_id
         FROM chunks c JOIN conversations v ON v.id = c.conversation_id JOIN messages m ON m.id = c.message_id
        WHERE c.text_id IN (SELECT value FROM json_each(?)) ${sql}`,
      z.object({ text_id: z.number(), conversation_id: z.number() }),
    ).all(JSON.stringify(texts), ...values);
    const found = new Map<number, number[]>();
    for (const { text_id, conversation_id } of rows) {
      if (!this.passes(conversation_id)) continue;
      found.set(text_id, [...(found.get(text_id) ?? []), conversation_id]);
    }
    return found;
  }
}
