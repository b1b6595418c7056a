/**
 * What a message of Gemini CLI's says.
 * https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/services/chatRecordingTypes.ts
 */
import { z } from 'zod';
import type { Role } from '../../../../shared/conversation.ts';
import { cleanText } from '../../clean-text.ts';
import { isObject, type JsonObject } from '../../json-values.ts';
import { SHORTENED_MARK } from '../../string-shortener.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';

const text = z.string().optional().catch(undefined);

/** A message. Lenient: a field of another type counts as absent. */
const messageSchema = z.object({
  type: text,
  content: z.unknown().optional(),
  displayContent: z.unknown().optional(),
  toolCalls: z
    .array(
      z
        .object({ name: text, args: z.unknown().optional(), result: z.unknown(), resultDisplay: z.unknown() })
        .partial()
        .catch({}),
    )
    .optional()
    .catch(undefined),
});

/** A message's own words, one line a tool call, and what tools answered. */
export interface GeminiMessage {
  /** `summary`: what the program made of what was said, to hold less of it. */
  readonly role: Exclude<Role, 'tool'>;
  readonly text: string;
  readonly toolCalls: readonly string[];
  readonly toolResults: readonly string[];
  /** Some of it was left out because its line was too long to hold. */
  readonly shortened: boolean;
}

const ROLES: ReadonlyMap<string, 'user' | 'assistant'> = new Map([
  ['user', 'user'],
  ['gemini', 'assistant'],
  ['model', 'assistant'],
]);

/** Notices of the program's own: no one said them. */
const NOTICES = new Set(['info', 'error', 'warning']);

/** The files that a prompt names are appended to it. */
const REFERENCED_FILES = /^\s*--- Content from referenced files ---/;
/** What the program says at the start of a session, as if the user had. */
const SETUP = /^\s*(?:<session_context>|This is the Gemini CLI\. We are setting up the context)/;

/** What a compressed conversation begins with, as if the user had said it; and what the model answers to that, and to a setup. */
const SNAPSHOT = /^\s*(?:<scratchpad>[\s\S]*?<\/scratchpad>\s*)?(?=<state_snapshot>)/;
const ACKNOWLEDGED = /^\s*Got it\. Thanks for the (?:additional )?context!\s*$/;

/** Whether a message is what the program made of a conversation when it compressed it. */
export function isSnapshot({ type, content }: JsonObject): boolean {
  return type === 'user' && SNAPSHOT.test(textsOf(content)?.join('') ?? '');
}

/** Reads a message; 'notice' for what no one said, null if it has no known shape. */
export function readMessage(object: JsonObject): GeminiMessage | 'notice' | null {
  const message = messageSchema.parse(object);
  if (NOTICES.has(message.type ?? '')) return 'notice';
  const role = ROLES.get(message.type ?? '');
  if (role === undefined) return null;
  // What the user saw is what he wrote; the model may have been given more.
  const shown = role === 'user' ? (message.displayContent ?? message.content) : message.content;
  const texts = textsOf(shown);
  if (texts === null && !message.toolCalls) return null;
  const own = role === 'user' ? withoutAdditions(texts ?? []) : (texts ?? []);
  const calls = message.toolCalls ?? [];
  const said = own.join('');
  const summary = role === 'user' && SNAPSHOT.test(said);
  const silent = role === 'assistant' && ACKNOWLEDGED.test(said);
  return {
    role: summary ? 'summary' : role,
    text: silent ? '' : cleanText(summary ? said.replace(SNAPSHOT, '') : said),
    toolCalls: calls.map(({ name, args }) => toolCall(name ?? 'tool', args)),
    toolResults: calls.map(({ result, resultDisplay }) => toolResult(answerOf(result) ?? resultDisplay)),
    shortened: own.some((each) => each.endsWith(SHORTENED_MARK)),
  };
}

/** The texts of a content: a string, a part, or a list of parts. Null if it has no known shape. */
function textsOf(content: unknown): string[] | null {
  if (typeof content === 'string') return [content];
  const parts: unknown[] | null = Array.isArray(content) ? content : isObject(content) ? [content] : null;
  return (
    parts?.flatMap((part) => {
      if (typeof part === 'string') return [part];
      // Parts with `thought` are the model's thinking.
      return isObject(part) && typeof part.text === 'string' && part.thought !== true ? [part.text] : [];
    }) ?? null
  );
}

function withoutAdditions(texts: readonly string[]): string[] {
  const files = texts.findIndex((text) => REFERENCED_FILES.test(text));
  const own = files < 0 ? texts : texts.slice(0, files);
  return own.filter((text) => !SETUP.test(text));
}

/** What a tool answered: `[{functionResponse: {response: {output}}}]`, or the error instead of the output. */
function answerOf(result: unknown): string | null {
  if (typeof result === 'string') return result;
  if (!Array.isArray(result)) return null;
  const texts = result.flatMap((part: unknown) => {
    const answer = isObject(part) && isObject(part.functionResponse) ? part.functionResponse.response : null;
    const said = isObject(answer) ? (answer.output ?? answer.error) : null;
    return typeof said === 'string' ? [said] : [];
  });
  return texts.length > 0 ? texts.join('\n') : null;
}
