/**
 * The shapes of opencode's sessions, messages and parts, as far as they are read.
 */
import { z } from 'zod';
import { titleRanks, type Role } from '../../../../shared/conversation.ts';
import { cleanText, oneLine } from '../../clean-text.ts';
import type { WholeConversation, WholeMessage, WholePart } from '../../whole-conversation.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';

const TITLE_LENGTH = 120;

/** What a session is called until it has a title. */
const UNTITLED = /^(?:New|Child) session - /;

/** Larger numbers are ms, smaller ones seconds: versions differ. */
const FIRST_MS = 1e11;

/** A time in ms since 1970, or null: a number of seconds or ms, or RFC 3339. */
export const timeSchema = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(null)
  .transform((time) => {
    const value = typeof time === 'string' ? Date.parse(time) : (time ?? Number.NaN);
    if (Number.isNaN(value) || value <= 0) return null;
    return typeof time === 'number' && value < FIRST_MS ? value * 1000 : value;
  });

const text = z.string().optional().catch(undefined);

/** A message's own data; its parts are elsewhere. */
export const messageSchema = z.object({
  role: z.enum(['user', 'assistant']),
  /** True where the assistant wrote it to compact the session; prompts have an object there. */
  summary: z.literal(true).optional().catch(undefined),
  time: z.object({ created: timeSchema }).optional().catch(undefined),
});

const partSchema = z.object({
  type: z.string(),
  text,
  /** Of a command that is done by a subagent. */
  prompt: text,
  /** Written by the program: the text of a file that was named, a reminder. */
  synthetic: z.boolean().optional().catch(undefined),
  ignored: z.boolean().optional().catch(undefined),
  tool: text,
  state: z
    .object({
      input: z.record(z.string(), z.unknown()).optional().catch(undefined),
      output: z.unknown().optional(),
      error: z.unknown().optional(),
    })
    .optional()
    .catch(undefined),
});

/** What is known of a session, from a row or a file. */
export interface SessionFacts {
  readonly id: string;
  readonly parent: string | undefined;
  readonly directory: string | undefined;
  readonly title: string | undefined;
  readonly createdAt: number | null;
  readonly changedAt: number;
}

/** A session with its messages. */
export function conversationOf(session: SessionFacts, messages: readonly WholeMessage[]): WholeConversation {
  const { id, parent, directory, title = '', createdAt, changedAt } = session;
  const shown = UNTITLED.test(title) ? '' : oneLine(cleanText(title), TITLE_LENGTH);
  return {
    key: id,
    ...(directory === undefined || directory === '' ? {} : { project: directory }),
    ...(shown === '' ? {} : { title: { text: shown, rank: titleRanks.ai } }),
    ...(parent === undefined ? { kind: 'main' } : { kind: 'subagent', parent }),
    revision: changedAt,
    startedAt: createdAt,
    messages,
  };
}

/** A message, and what its tools answered as a message of its own. Null if `data` is none. */
export function messagesOf(
  id: string,
  data: unknown,
  partData: readonly unknown[],
  created: number | null,
): WholeMessage[] | null {
  const message = messageSchema.safeParse(data);
  if (!message.success) return null;
  const parts: WholePart[] = [];
  const results: WholePart[] = [];
  for (const value of partData) {
    const part = partSchema.safeParse(value);
    if (!part.success) continue;
    const { type, text: said = '', prompt = '', synthetic, ignored, tool, state } = part.data;
    if (type === 'text' && synthetic !== true && ignored !== true) parts.push({ kind: 'text', text: said });
    if (type === 'subtask') parts.push({ kind: 'text', text: prompt });
    if (type === 'tool' && tool !== undefined) {
      parts.push({ kind: 'tool-call', text: toolCall(tool, state?.input ?? {}) });
      results.push({ kind: 'tool-result', text: toolResult(state?.output ?? state?.error) });
    }
  }
  const role: Role = message.data.summary === true ? 'summary' : message.data.role;
  const time = message.data.time?.created ?? created;
  const messages: WholeMessage[] = [
    { key: id, role, time, parts },
    { key: `${id}/result`, role: 'tool', time, parts: results },
  ];
  return messages.filter((one) => one.parts.some((part) => part.text !== ''));
}
