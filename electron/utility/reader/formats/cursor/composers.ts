/**
 * Cursor's conversations ("composers"): `composerData:<composer>` has the name and the order of the messages,
 * `bubbleId:<composer>:<bubble>` one message each; older versions have the messages in the first as well.
 */
import { z } from 'zod';
import { titleRanks } from '../../../../shared/conversation.ts';
import type { ListedConversation } from '../../changed-conversations.ts';
import { cleanText, oneLine } from '../../clean-text.ts';
import { folderOfUri } from '../../folder-uri.ts';
import type { Sink } from '../../format.ts';
import { LONGEST_VALUE, type ReadOnlyDatabase } from '../../read-only-database.ts';
import type { WholeConversation, WholeMessage, WholePart } from '../../whole-conversation.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';
import { parseObject } from '../../json-values.ts';

const TITLE_LENGTH = 120;

const PREFIX = 'composerData:';

/** What the ids of subagents begin with where they don't name a parent. */
const TASK = 'task-';

const text = z.string().nullish().catch(null);
/** ms since 1970, or RFC 3339. */
const time = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(null)
  .transform((value) => {
    const parsed = typeof value === 'string' ? Date.parse(value) : (value ?? Number.NaN);
    return Number.isNaN(parsed) || parsed <= 0 ? null : parsed;
  });

const listRow = z.object({ key: z.string(), created: time, updated: time });
const bubbleSchema = z.object({
  type: z.union([z.number(), z.string()]).optional().catch(undefined),
  bubbleId: text,
  text,
  rawText: text,
  createdAt: time,
  timestamp: time,
  timingInfo: z.object({ clientStartTime: time }).nullish().catch(null),
  workspaceUris: z.array(z.string()).catch([]).default([]),
  toolFormerData: z.object({ name: text, rawArgs: text, result: text }).nullish().catch(null),
});
type Bubble = z.infer<typeof bubbleSchema>;
const composerSchema = z.object({
  name: text,
  /** Of a conversation that a subagent has with its parent. */
  subagentInfo: z.object({ parentComposerId: text }).nullish().catch(null),
  /** The folder that was open: a URI, or one in its parts. */
  workspaceIdentifier: z
    .object({ uri: z.union([z.string(), z.object({ fsPath: z.string() })]).optional() })
    .nullish()
    .catch(null),
  createdAt: time,
  fullConversationHeadersOnly: z
    .array(z.object({ bubbleId: z.string() }))
    .catch([])
    .default([]),
  conversation: z.array(z.unknown()).catch([]).default([]),
});
const valueRow = z.object({ key: z.string(), value: z.string().nullable() });

/** A time before this is a count of something else. */
const EARLIEST = Date.UTC(2020, 0, 1);

/** A value as text, or null where it is too long to hold: its length is known without reading it. */
const VALUE = `CASE WHEN octet_length(value) > ${LONGEST_VALUE} THEN NULL ELSE CAST(value AS TEXT) END`;

/** All composers with the time of their last change. */
export async function listComposers(
  database: ReadOnlyDatabase,
  signal: AbortSignal,
): Promise<ListedConversation[]> {
  const field = (name: string): string =>
    `CASE WHEN json_valid(${VALUE}) THEN json_extract(${VALUE}, '$.${name}') END`;
  const rows = database.eachInTurns(
    `SELECT key, ${field('createdAt')} AS created, ${field('lastUpdatedAt')} AS updated
       FROM cursorDiskKV WHERE key > '${PREFIX}' AND key < 'composerData;' AND value IS NOT NULL ORDER BY key`,
    signal,
  );
  const composers: ListedConversation[] = [];
  for await (const row of rows) {
    // Between two texts there are only texts: the key is one.
    const { key, created, updated } = listRow.parse(row);
    composers.push({ id: key.slice(PREFIX.length), changedAt: updated ?? created ?? 0 });
  }
  return composers;
}

/** Reads one composer. What is broken in it is counted; null if it is broken itself. */
export function readComposer(
  database: ReadOnlyDatabase,
  { id, changedAt }: ListedConversation,
  sink: Sink,
): WholeConversation | null {
  const [row] = database.rows(`SELECT key, ${VALUE} AS value FROM cursorDiskKV WHERE key = ?`, PREFIX + id);
  const value = valueRow.safeParse(row).data?.value;
  const composer = composerSchema.safeParse(parseObject(value ?? ''));
  if (!composer.success) return null;
  const { name, createdAt, fullConversationHeadersOnly: headers, conversation } = composer.data;
  const bubbles = new Map<string, Bubble>();
  for (const [index, inline] of conversation.entries()) {
    const bubble = bubbleSchema.safeParse(inline);
    if (bubble.success) bubbles.set(bubble.data.bubbleId ?? `#${index}`, bubble.data);
    else sink.skip('unknown-shape', 0, name ?? id);
  }
  const prefix = `bubbleId:${id}:`;
  const rows = database.each(
    `SELECT key, ${VALUE} AS value FROM cursorDiskKV WHERE key >= ? AND key < ? ORDER BY rowid`,
    prefix,
    `bubbleId:${id};`,
  );
  for (const stored of rows) {
    const found = valueRow.safeParse(stored);
    const bubble = bubbleSchema.safeParse(parseObject(found.data?.value ?? ''));
    if (bubble.success) bubbles.set(found.data?.key.slice(prefix.length) ?? '', bubble.data);
    else sink.skip(found.data?.value === null ? 'too-long' : 'invalid-json', 0, name ?? id);
  }
  // Those that no header names any more come last; a map keeps the order in which its keys were first set.
  const order = new Set([...headers.map(({ bubbleId }) => bubbleId), ...bubbles.keys()]);
  const found = [...order].flatMap((key) => {
    const bubble = bubbles.get(key);
    return bubble ? [{ key, bubble }] : [];
  });
  const title = oneLine(cleanText(name ?? ''), TITLE_LENGTH);
  const project =
    found.map(({ bubble }) => folderOfUri(bubble.workspaceUris[0])).find((folder) => folder !== undefined) ??
    workspaceOf(composer.data.workspaceIdentifier?.uri);
  const parent = composer.data.subagentInfo?.parentComposerId ?? '';
  return {
    key: id,
    ...(project === undefined ? {} : { project }),
    ...(title === '' ? {} : { title: { text: title, rank: titleRanks.ai } }),
    kind: parent !== '' || id.startsWith(TASK) ? 'subagent' : 'main',
    ...(parent === '' ? {} : { parent }),
    revision: changedAt,
    startedAt: createdAt,
    messages: found.flatMap(({ key, bubble }) => messagesOf(key, bubble)),
  };
}

/** A message, and what its tool answered as a message of its own. */
function messagesOf(key: string, bubble: Bubble): WholeMessage[] {
  const role = bubble.type === 1 || bubble.type === 'user' ? 'user' : 'assistant';
  const { text: plain, rawText, toolFormerData: tool } = bubble;
  const said = plain === undefined || plain === null || plain === '' ? (rawText ?? '') : plain;
  const at = bubble.createdAt ?? bubble.timestamp ?? bubble.timingInfo?.clientStartTime ?? null;
  const moment = at !== null && at >= EARLIEST ? at : null;
  const parts: WholePart[] = [{ kind: 'text', text: said }];
  const results: WholePart[] = [];
  if (tool && typeof tool.name === 'string') {
    parts.push({ kind: 'tool-call', text: toolCall(tool.name, parseObject(tool.rawArgs ?? '') ?? {}) });
    results.push({ kind: 'tool-result', text: toolResult(tool.result) });
  }
  const messages: WholeMessage[] = [
    { key, role, time: moment, parts },
    { key: `${key}/result`, role: 'tool', time: moment, parts: results },
  ];
  return messages.filter((message) => message.parts.some((part) => part.text.trim() !== ''));
}

function workspaceOf(uri: string | { readonly fsPath: string } | undefined): string | undefined {
  return typeof uri === 'object' ? uri.fsPath : folderOfUri(uri);
}
