/**
 * opencode's database: rows of sessions, of messages and of their parts; what they say is JSON in `data`.
 */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Sink } from '../../format.ts';
import { LONGEST_VALUE, type ReadOnlyDatabase } from '../../read-only-database.ts';
import type { WholeConversation, WholeMessage } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import { conversationOf, messagesOf, timeSchema, type SessionFacts } from './session-schema.ts';

/** Sessions that are listed at once: a query of a large database must not take long. */
const PAGE = 200;

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

/** All sessions, with the time of the last change to them or to one of their messages. */
export async function listSessions(database: ReadOnlyDatabase, signal: AbortSignal): Promise<SessionFacts[]> {
  const column = (name: string): string => (database.hasColumn('session', name) ? name : `NULL`);
  const said = database.hasColumn('message', 'time_updated') ? 'time_updated' : 'NULL';
  const sql = `SELECT id, ${column('parent_id')} AS parent, ${column('directory')} AS directory, ${column('title')} AS title,
                      ${column('time_created')} AS created, ${column('time_updated')} AS updated,
                      (SELECT max(${said}) FROM message m WHERE m.session_id = session.id) AS said
                 FROM session WHERE id > ? ORDER BY id LIMIT ${PAGE}`;
  const sessions: SessionFacts[] = [];
  for (let after = ''; ;) {
    const rows = database.rows(sql, after).flatMap((row) => sessionRow.safeParse(row).data ?? []);
    for (const { id, parent, directory, title, created, updated, said: changed } of rows) {
      const changedAt = Math.max(updated ?? created ?? 0, changed ?? 0);
      sessions.push({ id, parent, directory, title, createdAt: created, changedAt });
    }
    const last = rows.at(-1);
    if (!last) return sessions;
    after = last.id;
    await setImmediate();
    signal.throwIfAborted();
  }
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
