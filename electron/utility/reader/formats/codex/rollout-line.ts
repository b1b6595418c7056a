/**
 * One line of a rollout, whichever version of Codex wrote it. Lenient: a field of another type counts as absent.
 * https://github.com/openai/codex/blob/main/codex-rs/protocol/src/protocol.rs (`RolloutLine`, `RolloutItem`)
 */
import { z } from 'zod';
import { isObject, parseObject, type JsonObject } from '../../json-values.ts';

const text = z.string().optional().catch(undefined);

/** What a line is about. */
export type RolloutLine =
  | { readonly kind: 'meta'; readonly meta: SessionMeta }
  | { readonly kind: 'item'; readonly item: ResponseItem }
  | { readonly kind: 'event'; readonly event: RolloutEvent }
  | { readonly kind: 'compacted'; readonly message: string }
  | { readonly kind: 'aloud'; readonly role: 'user' | 'assistant'; readonly text: string }
  | { readonly kind: 'context'; readonly cwd: string | undefined }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' };

/** `session_meta`, or the first line of the rollouts of 2025. */
const metaSchema = z.object({
  id: text,
  session_id: text,
  cwd: text,
  forked_from_id: text,
  parent_thread_id: text,
  thread_source: text,
  source: z
    .object({
      subagent: z
        .object({ thread_spawn: z.object({ parent_thread_id: text }).optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
export type SessionMeta = z.infer<typeof metaSchema>;

/** `response_item`: what the model was given and what it answered. */
const itemSchema = z.object({
  type: text,
  id: text,
  role: text,
  /** Path of the agent that a message of another is for. */
  recipient: text,
  name: text,
  call_id: text,
  content: z.unknown().optional(),
  arguments: z.unknown().optional(),
  input: z.unknown().optional(),
  action: z.unknown().optional(),
  output: z.unknown().optional(),
  result: z.unknown().optional(),
});
export type ResponseItem = z.infer<typeof itemSchema>;

/** `event_msg`: what was shown. */
const eventSchema = z.object({
  type: text,
  message: text,
  num_turns: z.int().nonnegative().optional().catch(undefined),
  thread_name: text,
});
export type RolloutEvent = z.infer<typeof eventSchema>;

const contextSchema = z.object({ cwd: text });
const compactedSchema = z.object({ message: text });

/** `inter_agent_communication`: what one agent says to another; '' where it is encrypted. */
const communicationSchema = z.object({
  author: z.string(),
  recipient: z.string(),
  content: z.string(),
  trigger_turn: z.boolean(),
});

/** `realtime_item`: what was heard in a conversation by voice. */
const segmentSchema = z.object({
  type: z.literal('transcript_segment'),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
});

const AGENT_MESSAGE = 'agent_message';
const MAIN_AGENT = '/root';

/** Lines that hold nothing to keep. */
const NOTHING = new Set([
  'inter_agent_communication_metadata',
  'retained_context',
  'security_risk_score',
  'token_usage_record',
  'world_state',
]);

/** Types of items that the rollouts of 2025 have bare, one a line. */
const BARE_ITEMS = new Set([
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'local_shell_call',
  'reasoning',
  'web_search_call',
]);

/** Reads an object of a line. */
export function rolloutLine(object: JsonObject): RolloutLine {
  const { type, payload } = object;
  if (isObject(payload)) return wrapped(type, payload);
  if (typeof type === 'string' && BARE_ITEMS.has(type))
    return { kind: 'item', item: itemSchema.parse(object) };
  if (type === undefined && isHeader(object)) return { kind: 'meta', meta: metaSchema.parse(object) };
  // `{"record_type":"state"}` between the items of 2025.
  return { kind: 'record_type' in object || typeof type !== 'string' ? 'nothing' : 'unknown' };
}

/** Whether an object is the first line of a rollout of 2025. */
export function isHeader(object: JsonObject): boolean {
  const { id, timestamp } = object;
  return (
    typeof id === 'string' && typeof timestamp === 'string' && ('instructions' in object || 'git' in object)
  );
}

function wrapped(type: unknown, payload: JsonObject): RolloutLine {
  switch (type) {
    case 'session_meta':
      return { kind: 'meta', meta: metaSchema.parse(payload) };
    case 'response_item':
      return { kind: 'item', item: unwrapped(itemSchema.parse(payload)) };
    case 'inter_agent_communication':
      return { kind: 'item', item: itemSchema.parse({ ...payload, type: AGENT_MESSAGE }) };
    case 'realtime_item': {
      const segment = segmentSchema.safeParse(payload).data;
      return segment ? { kind: 'aloud', role: segment.role, text: segment.text } : { kind: 'nothing' };
    }
    case 'event_msg':
      return { kind: 'event', event: eventSchema.parse(payload) };
    case 'turn_context':
      return { kind: 'context', cwd: contextSchema.parse(payload).cwd };
    case 'compacted':
      return { kind: 'compacted', message: compactedSchema.parse(payload).message ?? '' };
    default:
      return { kind: typeof type === 'string' && NOTHING.has(type) ? 'nothing' : 'unknown' };
  }
}

/** Early versions wrote what one agent says to another as JSON in the mouth of an assistant. */
function unwrapped(item: ResponseItem): ResponseItem {
  if (item.role !== 'assistant' || !Array.isArray(item.content) || item.content.length !== 1) return item;
  const block: unknown = item.content[0];
  const text = isObject(block) && typeof block.text === 'string' ? block.text : '';
  const communication = text.startsWith('{') ? communicationSchema.safeParse(parseObject(text)) : undefined;
  return communication?.success === true ? { type: AGENT_MESSAGE, ...communication.data } : item;
}

/** Whether an item is what one agent says to another, which hears it. */
export function isAgentMessage(item: ResponseItem): boolean {
  return item.type === AGENT_MESSAGE;
}

/** Whether it is the agent that the user talks to which hears it: then it is what one that it sent out reports. */
export function isReport(item: ResponseItem): boolean {
  return item.recipient === MAIN_AGENT;
}

/** Whether an item is something that a person or the model said. Early versions leave the type out. */
export function isMessage(item: ResponseItem): boolean {
  return item.type === 'message' || (item.type === undefined && item.role !== undefined);
}
