/**
 * The shapes of a session of VS Code's chat, as far as they are read. Times are ms since 1970.
 */
import { z } from 'zod';
import { cleanText, oneLine } from '../../clean-text.ts';
import { isObject } from '../../json-values.ts';
import type { WholeMessage, WholePart } from '../../whole-conversation.ts';

const TOOL_CALL_LENGTH = 200;

const text = z.string().optional().catch(undefined);
const time = z.number().positive().optional().catch(undefined);

/** A session without its requests. */
export const sessionSchema = z.object({
  sessionId: z.string().min(1).optional().catch(undefined),
  customTitle: text,
  creationDate: time,
  lastMessageDate: time,
});
export type Session = z.infer<typeof sessionSchema>;

/** Markdown comes as a string or as an object around it. */
const markdown = z
  .union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)])
  .optional()
  .catch(undefined);

const responseSchema = z.object({
  kind: text,
  value: markdown,
  content: markdown,
  /** Of a tool: what it does and, afterwards, what it did. */
  toolId: text,
  invocationMessage: markdown,
  pastTenseMessage: markdown,
  /** Of a reference to a file or symbol in the middle of the text. */
  name: text,
  inlineReference: z.object({ path: text, name: text }).optional().catch(undefined),
});

const requestSchema = z.object({
  /** Missing in the sessions of 2023 and 2024. */
  requestId: z.string().min(1).optional().catch(undefined),
  message: z.union([z.string(), z.object({ text: z.string() }).transform((message) => message.text)]),
  response: z.array(z.unknown()).nullish().catch(null),
  timestamp: time,
});

/** The prompt and the answer of one request, the `index`th of its session. Null if `request` is none. */
export function messagesOf(request: unknown, index: number): WholeMessage[] | null {
  // A damaged session may hold a million objects that are none: to say what is wrong with each would take long.
  if (!isObject(request) || request.message === undefined) return null;
  const parsed = requestSchema.safeParse(request);
  if (!parsed.success) return null;
  const { requestId = `#${index}`, message, response, timestamp } = parsed.data;
  const when = timestamp ?? null;
  const parts = answerOf(response ?? []);
  const messages: WholeMessage[] = [
    { key: requestId, role: 'user', time: when, parts: [{ kind: 'text', text: message }] },
    { key: `${requestId}/response`, role: 'assistant', time: when, parts },
  ];
  return messages.filter((one) => one.parts.some((part) => part.text.trim() !== ''));
}

/** The pieces of an answer as they were streamed: text in one, a note for each tool. */
function answerOf(response: readonly unknown[]): WholePart[] {
  let said = '';
  const tools: WholePart[] = [];
  for (const item of response) {
    const piece = responseSchema.safeParse(item);
    if (!piece.success) continue;
    const { kind, value, content, toolId, invocationMessage, pastTenseMessage, name, inlineReference } =
      piece.data;
    if (kind === undefined || kind === 'markdownContent' || kind === 'markdownVuln')
      said += value ?? content ?? '';
    else if (kind === 'inlineReference') {
      const file = inlineReference?.path?.split(/[\\/]/).at(-1);
      said += `\`${name ?? inlineReference?.name ?? file ?? ''}\``;
    } else if (kind === 'toolInvocationSerialized') {
      const told = `${toolId ?? 'tool'} ${pastTenseMessage ?? invocationMessage ?? ''}`;
      tools.push({ kind: 'tool-call', text: oneLine(cleanText(told), TOOL_CALL_LENGTH) });
    }
  }
  return [{ kind: 'text', text: said }, ...tools];
}
