/**
 * Reads conversations for people: lists, headers, pages of messages, places of words. Ids are `<format>:<key>`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { partKinds, roles, type PartKind, type Role } from '../../shared/conversation.ts';
import type { Marks } from '../../shared/marks.ts';
import { formatAndKey, MARK_COLUMNS, markColumns, marksOfRow } from './mark-store.ts';
import { query } from './statements.ts';

/** What is known about a conversation. Times in ms since 1970. */
export interface ConversationInfo {
  readonly id: string;
  readonly format: string;
  readonly key: string;
  readonly title: string | null;
  readonly project: string | null;
  readonly kind: 'main' | 'subagent' | 'document';
  readonly parent: string | null;
  readonly startedAt: number | null;
  readonly updatedAt: number | null;
  readonly messages: number;
  /** The files that hold it; they may have gone since. */
  readonly paths: readonly string[];
  readonly marks: Marks;
}

/** What conversations can be listed by. */
export type MarkList = 'starred' | 'hidden';

/** A message with its parts in order. */
export interface StoredMessage {
  readonly id: string;
  readonly position: number;
  readonly role: Role;
  readonly time: number | null;
  readonly parts: readonly { readonly kind: PartKind; readonly text: string }[];
}

/** Messages from a position on, and the number of all. */
export interface StoredMessages {
  readonly total: number;
  readonly messages: readonly StoredMessage[];
}

/** What can be filtered by, with the number of conversations of each. */
export interface LibraryFacets {
  readonly sources: readonly { readonly name: string; readonly conversations: number }[];
  readonly projects: readonly { readonly path: string; readonly conversations: number }[];
}

/** Places that a search within a conversation gives at the most. */
const FOUND_AT_MOST = 10_000;

/** Projects that can be filtered by, those with the most conversations. */
const PROJECTS_AT_MOST = 1_000;

const IN_ORDER = 'ORDER BY m.sort_time, m.sort_file, m.sort_offset, m.id';

const idRow = z.object({ id: z.int() });
const infoRow = z.object({
  id: z.int(),
  format: z.string(),
  key: z.string(),
  title: z.string().nullable(),
  project: z.string().nullable(),
  kind: z.enum(['main', 'subagent', 'document']),
  parent: z.string().nullable(),
  started_at: z.number().nullable(),
  updated_at: z.number().nullable(),
  messages: z.int(),
  ...markColumns,
});
type InfoRow = z.infer<typeof infoRow>;
const pathRow = z.object({ path: z.string() });
const countRow = z.object({ n: z.int() });
const messageRow = z.object({
  id: z.int(),
  key: z.string(),
  role: z.enum(roles),
  time: z.number().nullable(),
});
const partRow = z.object({ kind: z.enum(partKinds), text: z.string() });
const foundRow = z.object({ message_id: z.int(), text: z.string() });
const placeRow = z.object({ id: z.int(), sort_time: z.number(), sort_file: z.int(), sort_offset: z.int() });

const INFO = `SELECT v.id, v.format, v.key, v.title, v.project, v.kind, v.parent, v.started_at, v.updated_at,
                     (SELECT count(*) FROM messages m WHERE m.conversation_id = v.id) AS messages,
                     ${MARK_COLUMNS}
                FROM conversations v`;

/** What lists of recent conversations hold. */
const SHOWN = `v.kind <> 'subagent'
  AND NOT EXISTS (SELECT 1 FROM marks k WHERE k.format = v.format AND k.key = v.key AND k.hidden = 1)`;

/** Reads conversations. */
export class ConversationStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /**
   * Conversations that people had, the newest first, from those last changed before `before` on; those without a time
   * come last, those that are hidden not at all. All that changed at the same moment as the last one are among them, so that none is lost between pages.
   */
  recent(limit: number, before: number | null): ConversationInfo[] {
    const changedAt = 'coalesce(v.updated_at, 0)';
    const where = `${SHOWN} AND ${changedAt} < ?`;
    const rows = query(
      this.database,
      `${INFO} WHERE ${where} ORDER BY ${changedAt} DESC, v.id LIMIT ?`,
      infoRow,
    ).all(before ?? Infinity, limit);
    const last = rows.at(-1);
    if (last && rows.length === limit) {
      const ties = query(
        this.database,
        `${INFO} WHERE ${SHOWN} AND ${changedAt} = ? AND v.id > ? ORDER BY v.id`,
        infoRow,
      ).all(last.updated_at ?? 0, last.id);
      rows.push(...ties);
    }
    return rows.map((row) => this.info(row));
  }

  /** Conversations that are starred, or hidden, the newest first. */
  marked(list: MarkList, limit: number): ConversationInfo[] {
    return query(
      this.database,
      `${INFO} JOIN marks l ON l.format = v.format AND l.key = v.key
        WHERE l.${list === 'starred' ? 'starred' : 'hidden'} = 1 ORDER BY coalesce(v.updated_at, 0) DESC, v.id LIMIT ?`,
      infoRow,
    )
      .all(limit)
      .map((row) => this.info(row));
  }

  /** A conversation; undefined where the library has none of that id. */
  header(id: string): ConversationInfo | undefined {
    const row = this.rowOf(id);
    return row && this.info(row);
  }

  /** A page of messages from position `from` on; undefined where the library has no such conversation. */
  messages(id: string, from: number, count: number): StoredMessages | undefined {
    const row = this.rowOf(id);
    if (!row) return undefined;
    const parts = query(
      this.database,
      `SELECT p.kind, t.text FROM parts p JOIN texts t ON t.id = p.text_id
        WHERE p.message_id = ? ORDER BY p.sort_time, p.sort_file, p.sort_offset, p.id`,
      partRow,
    );
    const messages = query(
      this.database,
      `SELECT m.id, m.key, m.role, m.time FROM messages m WHERE m.conversation_id = ? ${IN_ORDER} LIMIT ? OFFSET ?`,
      messageRow,
    )
      .all(row.id, count, from)
      .map((message, index) => ({
        id: message.key,
        position: from + index,
        role: message.role,
        time: message.time,
        parts: parts.all(message.id),
      }));
    return { total: row.messages, messages };
  }

  /** Positions of the messages that contain `text`, whatever its case. */
  find(id: string, text: string): number[] | undefined {
    const row = this.rowOf(id);
    if (!row) return undefined;
    const wanted = text.toLowerCase();
    const found: number[] = [];
    let position = -1;
    let message: number | undefined;
    const rows = this.database
      .prepare(
        `SELECT m.id AS message_id, t.text FROM messages m JOIN parts p ON p.message_id = m.id
           JOIN texts t ON t.id = p.text_id WHERE m.conversation_id = ? ${IN_ORDER}`,
      )
      .iterate(row.id);
    for (const part of rows) {
      const { message_id, text: said } = foundRow.parse(part);
      if (message_id !== message) position += 1;
      message = message_id;
      if (found.at(-1) !== position && said.toLowerCase().includes(wanted)) found.push(position);
      if (found.length === FOUND_AT_MOST) break;
    }
    return found;
  }

  /** The position of a message in its conversation, or undefined where there is none. */
  position(id: string, messageKey: string): number | undefined {
    const row = this.rowOf(id);
    if (!row) return undefined;
    const place = query(
      this.database,
      'SELECT id, sort_time, sort_file, sort_offset FROM messages WHERE conversation_id = ? AND key = ?',
      placeRow,
    ).one(row.id, messageKey);
    if (!place) return undefined;
    return query(
      this.database,
      `SELECT count(*) AS n FROM messages WHERE conversation_id = ?
          AND (sort_time, sort_file, sort_offset, id) < (?, ?, ?, ?)`,
      countRow,
    ).one(row.id, place.sort_time, place.sort_file, place.sort_offset, place.id)?.n;
  }

  /** What conversations can be filtered by. */
  facets(): LibraryFacets {
    const row = z.object({ name: z.string(), conversations: z.int() });
    const sources = query(
      this.database,
      'SELECT format AS name, count(*) AS conversations FROM conversations GROUP BY format ORDER BY 2 DESC, 1',
      row,
    ).all();
    const projects = query(
      this.database,
      `SELECT project AS name, count(*) AS conversations FROM conversations WHERE project IS NOT NULL
        GROUP BY project ORDER BY 2 DESC, 1 LIMIT ?`,
      row,
    ).all(PROJECTS_AT_MOST);
    return { sources, projects: projects.map(({ name, conversations }) => ({ path: name, conversations })) };
  }

  private rowOf(id: string): InfoRow | undefined {
    return query(this.database, `${INFO} WHERE v.format = ? AND v.key = ?`, infoRow).one(...formatAndKey(id));
  }

  private info(row: InfoRow): ConversationInfo {
    return {
      id: `${row.format}:${row.key}`,
      format: row.format,
      key: row.key,
      title: row.title,
      project: row.project,
      kind: row.kind,
      parent: row.parent === null ? null : `${row.format}:${row.parent}`,
      startedAt: row.started_at,
      updatedAt: row.updated_at,
      messages: row.messages,
      paths: this.pathsOf(row.id),
      marks: marksOfRow(row),
    };
  }

  /** The files that its messages stand in, and those that hold copies of its first one. */
  private pathsOf(conversation: number): string[] {
    const first = query(
      this.database,
      `SELECT p.id FROM messages m JOIN parts p ON p.message_id = m.id WHERE m.conversation_id = ? ${IN_ORDER} LIMIT 1`,
      idRow,
    ).one(conversation);
    return query(
      this.database,
      `SELECT path FROM files WHERE id IN (SELECT sort_file FROM messages WHERE conversation_id = ?)
       UNION SELECT f.path FROM part_files h JOIN files f ON f.id = h.file_id WHERE h.part_id = ?`,
      pathRow,
    )
      .all(conversation, first?.id ?? 0)
      .map(({ path }) => path);
  }
}
