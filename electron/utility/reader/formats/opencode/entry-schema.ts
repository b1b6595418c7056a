/**
 * The messages of opencode 2: one row each, whose type says what it is, with all of it in `data`.
 * https://github.com/anomalyco/opencode/blob/dev/packages/schema/src/session-message.ts
 */
import { z } from 'zod';
import type { WholeMessage, WholePart } from '../../whole-conversation.ts';
import { isObject } from '../../json-values.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';
import { timeSchema } from './session-schema.ts';

const text = z.string().optional().catch(undefined);

const entrySchema = z.object({
  time: z.object({ created: timeSchema }).optional().catch(undefined),
  text,
  /** Of an assistant: what it says and the tools it calls, in order. */
  content: z.array(z.unknown()).optional().catch(undefined),
  /** Of a command that the user ran. */
  command: text,
  output: z.unknown().optional(),
  /** Of a compaction. */
  summary: text,
});
type Entry = z.infer<typeof entrySchema>;

const contentSchema = z.object({
  type: z.string(),
  text,
  synthetic: z.boolean().optional().catch(undefined),
  ignored: z.boolean().optional().catch(undefined),
  name: text,
  state: z
    .object({ input: z.unknown(), content: z.unknown(), error: z.unknown() })
    .partial()
    .optional()
    .catch(undefined),
});

/** Types of rows that say nothing to anybody, or what the program told the model. */
const SILENT = new Set([
  'agent-switched',
  'idle',
  'location-switched',
  'model-switched',
  'skill',
  'synthetic',
  'system',
]);

/** Whether rows of a type hold what was said. */
export function mayBeSaid(type: string): boolean {
  return !SILENT.has(type);
}

/** What a row says, and what its tools answered as a message of its own. Null if `data` is none of its type. */
export function messagesOfEntry(
  id: string,
  type: string,
  data: unknown,
  created: number | null,
): WholeMessage[] | null {
  const entry = entrySchema.safeParse(data);
  if (!entry.success) return null;
  const time = entry.data.time?.created ?? created;
  const message = (role: WholeMessage['role'], parts: readonly WholePart[]): WholeMessage => ({
    key: role === 'tool' ? `${id}/result` : id,
    role,
    time,
    parts,
  });
  switch (type) {
    case 'user':
      return entry.data.text === undefined ? null : spoken([message('user', [said(entry.data.text)])]);
    case 'assistant':
      return entry.data.content ? spoken(answered(entry.data.content, message)) : null;
    case 'shell':
      return spoken(ran(entry.data, message));
    case 'compaction':
      // One that failed has none.
      return spoken([message('summary', [said(entry.data.summary ?? '')])]);
    default:
      // New types come with every version: counted only if they may hold text.
      return entry.data.text === undefined && entry.data.content === undefined ? [] : null;
  }
}

type MakeMessage = (role: WholeMessage['role'], parts: readonly WholePart[]) => WholeMessage;

function answered(content: readonly unknown[], message: MakeMessage): WholeMessage[] {
  const parts: WholePart[] = [];
  const results: WholePart[] = [];
  for (const value of content) {
    const block = contentSchema.safeParse(value);
    if (!block.success) continue;
    const { type, text: words = '', synthetic, ignored, name, state } = block.data;
    if (type === 'text' && synthetic !== true && ignored !== true) parts.push(said(words));
    if (type === 'tool' && name !== undefined) {
      parts.push({ kind: 'tool-call', text: toolCall(name, state?.input) });
      results.push({ kind: 'tool-result', text: toolResult(state?.content ?? messageOf(state?.error)) });
    }
  }
  return [message('assistant', parts), message('tool', results)];
}

/** A command that the user ran by himself. */
function ran({ command = '', output }: Entry, message: MakeMessage): WholeMessage[] {
  const printed = toolResult(isObject(output) ? output.output : output);
  return [
    message('user', command === '' ? [] : [said(`! ${command}`)]),
    message('tool', [{ kind: 'tool-result', text: printed }]),
  ];
}

function said(words: string): WholePart {
  return { kind: 'text', text: words };
}

function messageOf(error: unknown): unknown {
  return isObject(error) ? error.message : error;
}

function spoken(messages: readonly WholeMessage[]): WholeMessage[] {
  return messages.filter((one) => one.parts.some((part) => part.text.trim() !== ''));
}
