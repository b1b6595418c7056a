/**
 * Marks of conversations and saved searches.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ConversationRowId } from '../../shared/ids.ts';
import { NO_MARKS, type Marks, type MarksChange } from '../../shared/marks.ts';
import { savedSearchSchema, type SavedSearch } from '../../shared/saved-search.ts';
import type { SearchFilter } from './search-filter.ts';
import { query, transaction } from './statements.ts';

/** Columns `starred`, `hidden` and `tags` of a conversation `v`, for `marksOfRow`. */
export const MARK_COLUMNS = `
  coalesce((SELECT k.starred FROM marks k WHERE k.format = v.format AND k.key = v.key), 0) AS starred,
  coalesce((SELECT k.hidden FROM marks k WHERE k.format = v.format AND k.key = v.key), 0) AS hidden,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM tags g WHERE g.format = v.format AND g.key = v.key ORDER BY tag))
    AS tags`;

/** The schema of these columns. */
export const markColumns = { starred: z.int(), hidden: z.int(), tags: z.string() } as const;

const tagList = z.array(z.string());
const markRow = z.object(markColumns);
const nameRow = z.object({ format: z.string(), key: z.string() });
const savedRow = z.object({ name: z.string(), query: z.string(), mode: z.string(), filter: z.string() });

/** The marks that a row with `MARK_COLUMNS` holds. */
export function marksOfRow(row: z.infer<typeof markRow>): Marks {
  return {
    starred: row.starred === 1,
    hidden: row.hidden === 1,
    tags: tagList.parse(JSON.parse(row.tags)),
  };
}

/** What a conversation is called, in the library or not. */
export type ConversationName = z.infer<typeof nameRow>;

/** A tag with the number of conversations in the library that have it. */
export interface TagCount {
  readonly tag: string;
  readonly conversations: number;
}

/** Which conversations marks let pass, as hits name them. */
export interface MarkedConversations {
  /** Only these; null for all. */
  readonly only: readonly string[] | null;
  readonly without: readonly string[];
}

/** Reads and changes marks. */
export class MarkStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** Changes the marks of a conversation and gives those that it has now; undefined where there is none of that id. */
  change(id: string, change: MarksChange): Marks | undefined {
    return transaction(this.database, () => {
      const [format, key] = formatAndKey(id);
      const known = this.database
        .prepare('SELECT 1 FROM conversations WHERE format = ? AND key = ?')
        .get(format, key);
      if (!known) return undefined;
      this.apply(format, key, change);
      return this.of(format, key);
    });
  }

  /** Adds marks to those that a conversation has. In a transaction of the caller's. */
  add(format: string, key: string, { starred, hidden, tags }: Marks): void {
    this.apply(format, key, {
      ...(starred ? { starred } : {}),
      ...(hidden ? { hidden } : {}),
      addTags: [...tags],
    });
  }

  /** The names of conversations, for `forgetGone` once some of them have left the library. */
  namesOf(conversations: Iterable<ConversationRowId>): ConversationName[] {
    return query(
      this.database,
      'SELECT format, key FROM conversations WHERE id IN (SELECT value FROM json_each(?))',
      nameRow,
    ).all(JSON.stringify([...conversations]));
  }

  /** Forgets the marks of conversations that are not in the library any more. In a transaction of the caller's. */
  forgetGone(conversations: readonly ConversationName[]): void {
    const inLibrary = '(SELECT 1 FROM conversations WHERE format = $format AND key = $key)';
    for (const table of ['marks', 'tags']) {
      const forget = this.database.prepare(
        `DELETE FROM ${table} WHERE format = $format AND key = $key AND NOT EXISTS ${inLibrary}`,
      );
      for (const { format, key } of conversations) forget.run({ $format: format, $key: key });
    }
  }

  /** Which conversations the marks of a filter let pass: the same as for a search in the library. */
  passing({ starred, hidden, tag }: Pick<SearchFilter, 'starred' | 'hidden' | 'tag'>): MarkedConversations {
    const lists = [
      ...(starred === true ? [this.ids('marks WHERE starred = 1')] : []),
      ...(hidden === true ? [this.ids('marks WHERE hidden = 1')] : []),
      ...(tag === undefined ? [] : [this.ids('tags WHERE tag = ?', tag)]),
    ];
    const [first, ...more] = lists;
    return {
      only: first?.filter((id) => more.every((list) => list.includes(id))) ?? null,
      without: hidden === true ? [] : this.ids('marks WHERE hidden = 1'),
    };
  }

  /** The marks of each of many conversations, in their order; of one that isn't in the library, none. */
  ofAll(ids: readonly string[]): Marks[] {
    return ids.map((id) => this.of(...formatAndKey(id)) ?? NO_MARKS);
  }

  /** Every tag, the most used first. */
  tags(): TagCount[] {
    return query(
      this.database,
      `SELECT tag, count(*) AS conversations FROM tags JOIN conversations USING (format, key)
        GROUP BY tag ORDER BY 2 DESC, 1`,
      z.object({ tag: z.string(), conversations: z.int() }),
    ).all();
  }

  /** The saved searches by name. One that this version can't read is left out. */
  savedSearches(): SavedSearch[] {
    return query(
      this.database,
      'SELECT name, query, mode, filter FROM saved_searches ORDER BY name COLLATE NOCASE, name',
      savedRow,
    )
      .all()
      .flatMap((row) => {
        const saved = savedSearchSchema.safeParse({ ...row, filter: JSON.parse(row.filter) as unknown });
        return saved.success ? [saved.data] : [];
      });
  }

  /** Keeps a search; one of the same name is replaced, unless `known` ones are to stay. */
  saveSearch(search: SavedSearch, known: 'replace' | 'keep' = 'replace'): void {
    const { name, query: words, mode, filter } = search;
    this.database
      .prepare(
        `INSERT INTO saved_searches (name, query, mode, filter) VALUES (?, ?, ?, ?) ON CONFLICT DO ${
          known === 'keep'
            ? 'NOTHING'
            : 'UPDATE SET query = excluded.query, mode = excluded.mode, filter = excluded.filter'
        }`,
      )
      .run(name, words, mode, JSON.stringify(filter));
  }

  removeSearch(name: string): void {
    this.database.prepare('DELETE FROM saved_searches WHERE name = ?').run(name);
  }

  private ids(from: string, ...values: string[]): string[] {
    return query(
      this.database,
      `SELECT format || ':' || key AS id FROM ${from}`,
      z.object({ id: z.string() }),
    )
      .all(...values)
      .map(({ id }) => id);
  }

  private of(format: string, key: string): Marks | undefined {
    const row = query(
      this.database,
      `SELECT ${MARK_COLUMNS} FROM conversations v WHERE v.format = ? AND v.key = ?`,
      markRow,
    ).one(format, key);
    return row && marksOfRow(row);
  }

  private apply(format: string, key: string, change: MarksChange): void {
    const { starred, hidden, addTags = [], removeTags = [] } = change;
    if (starred !== undefined || hidden !== undefined) {
      this.database
        .prepare(
          `INSERT INTO marks (format, key, starred, hidden)
             VALUES ($format, $key, coalesce($starred, 0), coalesce($hidden, 0))
           ON CONFLICT DO UPDATE SET starred = coalesce($starred, starred), hidden = coalesce($hidden, hidden)`,
        )
        .run({
          format,
          key,
          starred: starred === undefined ? null : Number(starred),
          hidden: hidden === undefined ? null : Number(hidden),
        });
      this.database.exec('DELETE FROM marks WHERE starred = 0 AND hidden = 0');
    }
    const add = this.database.prepare(
      'INSERT INTO tags (format, key, tag) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    const remove = this.database.prepare('DELETE FROM tags WHERE format = ? AND key = ? AND tag = ?');
    for (const tag of addTags) add.run(format, key, tag);
    for (const tag of removeTags) remove.run(format, key, tag);
  }
}

/** `claude-code:one` as format and key. */
export function formatAndKey(id: string): [format: string, key: string] {
  const colon = id.indexOf(':');
  return [id.slice(0, Math.max(0, colon)), id.slice(colon + 1)];
}
