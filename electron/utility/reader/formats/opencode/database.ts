/**
 * opencode's database: rows of sessions, of messages and, before opencode 2, of their parts; what they say is JSON in
 * `data`.
 */
import { z } from 'zod';
import type { Sink } from '../../format.ts';
import { LONGEST_VALUE, type ReadOnlyDatabase } from '../../read-only-database.ts';
import type { WholeConversation, WholeMessage } from '../../whole-conversation.ts';
import { parseObject } from '../../json-values.ts';
import { mayBeSaid, messagesOfEntry } from './entry-schema.ts';
import { conversationOf, messagesOf, timeSchema, type SessionFacts } from './session-schema.ts';

const nullable = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value === null || value === '' ? undefined : value));

const sessionRow = z.object({
  id: z.string(),
  parent: nullable,
  directory: nullable,
  title: nullable,
  created: timeSchema,
  updated: timeSchema,
  said: timeSchema,
  entered: timeSchema,
});
const messageRow = z.object({ id: z.string(), created: timeSchema, data: z.string().nullable() });
const entryRow = messageRow.extend({ type: z.string() });
const partRow = z.object({ data: z.string().nullable() });

/** Tables of sessions. opencode 2 has its own, into which it took over the others, and leaves those as they were. */
const EARLIER = 'session';
const LATER = 'session_v2';

/** Any of these sets of tables makes a database one of opencode's; in versions between, sessions were the same table. */
export const TABLES: readonly (readonly string[])[] = [
  [LATER, 'session_message'],
  [EARLIER, 'message', 'part'],
  ['project', EARLIER, 'session_message'],
];

/** A session, and which of its messages count where it has both. */
interface ListedSession extends SessionFacts {
  readonly table: typeof EARLIER | typeof LATER;
}

/** Reads the messages of a session; null if it has none there. */
type ReadMessages = (
  database: ReadOnlyDatabase,
  session: SessionFacts,
  skip: (reason: 'too-long' | 'unknown-shape') => void,
) => WholeMessage[] | null;

/** All sessions, with the time of the last change to them or to one of their messages. What is none is counted. */
export async function listSessions(
  database: ReadOnlyDatabase,
  sink: Sink,
  signal: AbortSignal,
): Promise<ListedSession[]> {
  const sessions: ListedSession[] = [];
  for (const table of [LATER, EARLIER] as const) {
    if (!database.hasColumn(table, 'id')) continue;
    for await (const row of database.eachInTurns(listing(database, table), signal)) {
      const session = sessionRow.safeParse(row);
      if (!session.success) {
        sink.skip('broken-conversation', 0);
        continue;
      }
      const { id, parent, directory, title, created, updated, said, entered } = session.data;
      const changedAt = Math.max(updated ?? created ?? 0, said ?? 0, entered ?? 0);
      sessions.push({ id, table, parent, directory, title, createdAt: created, changedAt });
    }
  }
  return sessions;
}

/** The query for the sessions of a table: of the earlier one those that were not taken over. */
function listing(database: ReadOnlyDatabase, table: ListedSession['table']): string {
  const column = (name: string): string => (database.hasColumn(table, name) ? name : 'NULL');
  const latest = (messages: string): string =>
    database.hasColumn(messages, 'time_updated')
      ? `(SELECT max(time_updated) FROM ${messages} m WHERE m.session_id = s.id)`
      : 'NULL';
  const own =
    table === EARLIER && database.hasColumn(LATER, 'id')
      ? `WHERE NOT EXISTS (SELECT 1 FROM ${LATER} l WHERE l.id = s.id)`
      : '';
  return `SELECT id, ${column('parent_id')} AS parent, ${column('directory')} AS directory, ${column('title')} AS title,
                 ${column('time_created')} AS created, ${column('time_updated')} AS updated,
                 ${latest('message')} AS said, ${latest('session_message')} AS entered
            FROM ${table} s ${own} ORDER BY id`;
}

/** Reads one session. What is broken in it is counted. */
export function readSession(
  database: ReadOnlyDatabase,
  session: ListedSession,
  sink: Sink,
): WholeConversation {
  const skip = (reason: 'too-long' | 'unknown-shape'): void =>
    sink.skip(reason, 0, session.title ?? session.id);
  const ways = session.table === LATER ? [readEntries, readMessages] : [readMessages, readEntries];
  for (const read of ways) {
    const messages = read(database, session, skip);
    if (messages) return conversationOf(session, messages);
  }
  return conversationOf(session, []);
}

const readMessages: ReadMessages = (database, session, skip) => {
  if (!database.hasColumn('message', 'session_id') || !database.hasColumn('part', 'message_id')) return null;
  const messages: WholeMessage[] = [];
  let found = false;
  const order = database.hasColumn('message', 'time_created') ? 'time_created' : 'NULL';
  const rows = database.each(
    `SELECT id, ${order} AS created, ${bounded('data')} AS data FROM message WHERE session_id = ? ORDER BY created, id`,
    session.id,
  );
  for (const row of rows) {
    found = true;
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
  return found ? messages : null;
};

/** Reads the messages of opencode 2, each a row of its own. */
const readEntries: ReadMessages = (database, session, skip) => {
  if (!database.hasColumn('session_message', 'session_id')) return null;
  const messages: WholeMessage[] = [];
  let found = false;
  const order = database.hasColumn('session_message', 'seq') ? 'seq' : 'time_created';
  const rows = database.each(
    `SELECT id, type, time_created AS created, ${bounded('data')} AS data
       FROM session_message WHERE session_id = ? ORDER BY ${order}, id`,
    session.id,
  );
  for (const row of rows) {
    const entry = entryRow.safeParse(row);
    if (entry.success && !mayBeSaid(entry.data.type)) continue;
    found = true;
    const data = entry.data?.data;
    if (!entry.success || data === undefined || data === null) {
      skip(data === null ? 'too-long' : 'unknown-shape');
      continue;
    }
    const read = messagesOfEntry(entry.data.id, entry.data.type, parseObject(data), entry.data.created);
    if (read) messages.push(...read);
    else skip('unknown-shape');
  }
  return found ? messages : null;
};

/** A column as text, or null where it is too long to hold: its length is known without reading it. */
function bounded(column: string): string {
  return `CASE WHEN octet_length(${column}) > ${LONGEST_VALUE} THEN NULL ELSE CAST(${column} AS TEXT) END`;
}
