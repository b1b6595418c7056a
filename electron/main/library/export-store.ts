/**
 * Gives what conversations hold, a page at a time, to write it elsewhere.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { formatNames, partKinds, roles } from '../../shared/conversation.ts';
import { formatAndKey, MARK_COLUMNS, markColumns, marksOfRow } from './mark-store.ts';
import { query, type Query } from './statements.ts';

const conversationRow = z
  .object({
    id: z.int(),
    format: z.enum(formatNames),
    key: z.string(),
    kind: z.enum(['main', 'subagent', 'document']),
    project: z.string().nullable(),
    title: z.string().nullable(),
    title_rank: z.int(),
    parent: z.string().nullable(),
    revision: z.number().nullable(),
    started_at: z.number().nullable(),
    ...markColumns,
  })
  .transform(({ title_rank: titleRank, started_at: startedAt, starred, hidden, tags, ...row }) => ({
    ...row,
    marks: marksOfRow({ starred, hidden, tags }),
    titleRank,
    startedAt,
  }));
/** A conversation without its messages. Times in ms since 1970. */
export type ExportedConversation = z.infer<typeof conversationRow>;

const partRow = z
  .object({
    id: z.int(),
    message_key: z.string(),
    uid: z.instanceof(Uint8Array),
    role: z.enum(roles),
    kind: z.enum(partKinds),
    time: z.number().nullable(),
    sort_time: z.number(),
    text: z.string(),
    message_time: z.number(),
    message_file: z.int(),
    message_offset: z.int(),
    part_time: z.number(),
    part_file: z.int(),
    part_offset: z.int(),
  })
  .transform((row) => ({
    message: row.message_key,
    uid: row.uid,
    role: row.role,
    kind: row.kind,
    time: row.time,
    sortTime: row.sort_time,
    text: row.text,
    cursor: [
      row.message_time,
      row.message_file,
      row.message_offset,
      row.part_time,
      row.part_file,
      row.part_offset,
      row.id,
    ] as const,
  }));
/** A part of a message; those of a conversation come in the order in which they were said. */
export type ExportedPart = z.infer<typeof partRow>;

/** Where a page of parts ended: the place of its last one. */
export type ExportCursor = ExportedPart['cursor'];

const CONVERSATION = `SELECT v.id, v.format, v.key, v.kind, v.project, v.title, v.title_rank, v.parent, v.revision,
    v.started_at, ${MARK_COLUMNS} FROM conversations v`;
const PLACE = 'm.sort_time, m.sort_file, m.sort_offset, p.sort_time, p.sort_file, p.sort_offset, p.id';
const START: ExportCursor = [-Infinity, -1, -1, -Infinity, -1, -1, -1];

/** Reads conversations whole. */
export class ExportStore {
  private readonly page: Query<ExportedConversation>;
  private readonly one: Query<ExportedConversation>;
  private readonly partPage: Query<ExportedPart>;

  constructor(database: DatabaseSync) {
    this.page = query(database, `${CONVERSATION} WHERE v.id > ? ORDER BY v.id LIMIT ?`, conversationRow);
    this.one = query(database, `${CONVERSATION} WHERE v.format = ? AND v.key = ?`, conversationRow);
    this.partPage = query(
      database,
      `SELECT p.id, m.key AS message_key, p.uid, m.role, p.kind, m.time, p.sort_time, t.text,
              m.sort_time AS message_time, m.sort_file AS message_file, m.sort_offset AS message_offset,
              p.sort_time AS part_time, p.sort_file AS part_file, p.sort_offset AS part_offset
         FROM messages m JOIN parts p ON p.message_id = m.id JOIN texts t ON t.id = p.text_id
        WHERE m.conversation_id = ? AND (${PLACE}) > (?, ?, ?, ?, ?, ?, ?)
        ORDER BY ${PLACE} LIMIT ?`,
      partRow,
    );
  }

  /** A conversation; undefined where the library has none of that id. */
  conversation(id: string): ExportedConversation | undefined {
    return this.one.one(...formatAndKey(id));
  }

  /** The conversations after the one with the row id `after`, by row id. */
  conversations(after: number, limit: number): ExportedConversation[] {
    return this.page.all(after, limit);
  }

  /** The parts of a conversation after `after`, from the first one where that is null. */
  parts(conversation: number, after: ExportCursor | null, limit: number): ExportedPart[] {
    return this.partPage.all(conversation, ...(after ?? START), limit);
  }
}
