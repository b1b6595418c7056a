/**
 * opencode's tree of JSON files, as it was before the database: a file for each session, message and part.
 *
 *     storage/session/<project>/<session>.json
 *     storage/message/<session>/<message>.json
 *     storage/part/<message>/<part>.json
 */
import { open, readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { RecollectError } from '../../../../shared/errors.ts';
import type { Sink } from '../../format.ts';
import { LONGEST_VALUE } from '../../read-only-database.ts';
import type { WholeConversation, WholeMessage } from '../../whole-conversation.ts';
import { parseObject, type JsonObject } from '../../json-values.ts';
import { conversationOf, messagesOf, timeSchema } from './session-schema.ts';

const text = z.string().optional().catch(undefined);
/** The id is part of paths: it is a name, and leads nowhere. */
const id = z.string().regex(/^[\w-]+$/);
const sessionSchema = z.object({
  id,
  parentID: text,
  directory: text,
  title: text,
  time: z
    .object({ created: timeSchema, updated: timeSchema })
    .catch({ created: null, updated: null })
    .default({ created: null, updated: null }),
});

/** Reads the session at `path` with its messages. @throws RecollectError `file-unreadable` if it is none. */
export async function readTree(path: string, sink: Sink, signal: AbortSignal): Promise<WholeConversation> {
  const session = sessionSchema.safeParse(await readJson(path));
  if (!session.success) throw new RecollectError('file-unreadable', 'The file is no session of opencode.');
  const storage = dirname(dirname(dirname(path)));
  const { id: key, parentID, directory, title, time } = session.data;
  const messages: WholeMessage[] = [];
  for (const message of await jsonFiles(join(storage, 'message', key))) {
    signal.throwIfAborted();
    const messageId = message.slice(0, -'.json'.length);
    const parts: unknown[] = [];
    const folder = join(storage, 'part', messageId);
    for (const part of await jsonFiles(folder)) parts.push(await readJson(join(folder, part)));
    const data = await readJson(join(storage, 'message', key, message));
    const read = messagesOf(messageId, data, parts, null);
    if (read) messages.push(...read);
    else sink.skip(data ? 'unknown-shape' : 'invalid-json', 0, message);
  }
  // Names of messages grow with time, as ids do; a clock that was set back is put right here.
  messages.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
  const changedAt = Math.max(time.updated ?? 0, ...messages.map((message) => message.time ?? 0));
  const facts = { id: key, parent: parentID, directory, title, createdAt: time.created, changedAt };
  return conversationOf(facts, messages);
}

/** Names of the JSON files in a folder, in order; none where there is no folder. */
async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => extname(name) === '.json').sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The object in a file; null if it is none, or too long to hold. */
async function readJson(path: string): Promise<JsonObject | null> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return size > LONGEST_VALUE ? null : parseObject(await handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}
