/**
 * opencode's database: rows of sessions, of messages and of their parts; what they say is JSON in `data`.
 */
import { z } from 'zod';
import type { Sink } from '../../format.ts';
import { LONGEST_VALUE, type ReadOnlyDatabase } from '../../read-only-database.ts';
import type { WholeConversation, WholeMessage } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import { conversationOf, messagesOf, timeSchema, type SessionFacts } from './session-schema.ts';

const nullable = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value ?? undefined);

const sessionRow = z.object({
  id: z.string(),
  parent: nullable,
  directory: nullable,
  title: nullable,
  created: timeSchema,
  updated: timeSchema,
  said: timeSchema,
});
const messageRow = z.object({ id: z.string(), created: timeSchema, data: z.string().nullable() });
const partRow = z.object({ data: z.string().nullable() });

/** All sessions, with the time of the last change to them or to one of their messages. What is none is counted. */
export async function listSessions(
  database: ReadOnlyDatabase,
  sink: Sink,
  signal: AbortSignal,
): Promise<SessionFacts[]> {
  const column = (name: string): string => (database.hasColumn('session', name) ? name : `NULL`);
  const said = database.hasColumn('message', 'time_updated') ? 'time_updated' : 'NULL';
  const rows = database.eachInTurns(
    `SELECT id, ${column('parent_id')} AS parent, ${column('directory')} AS directory, ${column('title')} AS title,
            ${column('time_created')} AS created, ${column('time_updated')} AS updated,
            (SELECT max(${said}) FROM message m WHERE m.session_id = session.id) AS said
       FROM session ORDER BY id`,
    signal,
  );
  const sessions: SessionFacts[] = [];
  for await (const row of rows) {
    const session = sessionRow.safeParse(row);
    if (!session.success) {
      sink.skip('broken-conversation', 0);
      continue;
    }
    const { id, parent, directory, title, created, updated, said: changed } = session.data;
    const changedAt = Math.max(updated ?? created ?? 0, changed ?? 0);
    sessions.push({ id, parent, directory, title, createdAt: created, changedAt });
  }
  return sessions;
}

/** Reads one session. What is broken in it is counted. */
export function readSession(
  database: ReadOnlyDatabase,
  session: SessionFacts,
  sink: Sink,
): WholeConversation {
  const messages: WholeMessage[] = [];
  const skip = (reason: 'too-long' | 'unknown-shape'): void =>
    sink.skip(reason, 0, session.title ?? session.id);
  const order = database.hasColumn('message', 'time_created') ? 'time_created' : 'NULL';
  const rows = database.each(
    `SELECT id, ${order} AS created, ${bounded('data')} AS data FROM message WHERE session_id = ? ORDER BY created, id`,
    session.id,
  );
  for (const row of rows) {
    const message = messageRow.safeParse(row);
    const data = message.data?.data;
    if (!message.success || data === undefined || data === null) {
      skip(data === null ? 'too-long' : 'unknown-shape');
      continue;
    }
    const parts: unknown[] = [];
    const partRows = database.each(
      `SELECT ${bounded('data')} AS data FROM part WHERE message_id = ? ORDER BY id`,
      message.data.id,
    );
    for (const part of partRows) {
      const parsed = partRow.safeParse(part);
      if (parsed.data?.data === null) skip('too-long');
      else parts.push(parseObject(parsed.data?.data ?? ''));
    }
    const read = messagesOf(message.data.id, parseObject(data), parts, message.data.created);
    if (read) messages.push(...read);
    else skip('unknown-shape');
  }
  return conversationOf(session, messages);
}

/** A column as text, or null where it is too long to hold: its length is known without reading it. */
function bounded(column: string): string {
  return `CASE WHEN octet_length(${column}) > ${LONGEST_VALUE} THEN NULL ELSE CAST(${column} AS TEXT) END`;
}
