/**
 * Goes through a conversation for agents, a part of it at a time.
 */
import type { Recall, RecalledMessage } from './recall.ts';

/** Messages that are asked of the library at once. */
const PAGE = 50;

/** The messages of a conversation from a position on. */
export async function* messagesFrom(
  recall: Recall,
  id: string,
  from: number,
): AsyncGenerator<RecalledMessage> {
  for (let next = from; ; next += PAGE) {
    const messages = await recall.messages(id, next, PAGE);
    yield* messages;
    if (messages.length < PAGE) return;
  }
}

/** What a message says, and with `tools` what its tools were called with and answered. */
export function textOf(message: RecalledMessage, tools: boolean): string {
  return message.parts
    .filter(({ kind }) => tools || kind === 'text')
    .map(({ kind, text }) => (kind === 'text' ? text : `(${kind}) ${text}`))
    .join('\n\n');
}

/** A place in a conversation: a message, and how many UTF-16 units of it are left out. */
export interface Place {
  readonly position: number;
  readonly offset: number;
}

/** The place as `get_conversation` is asked for it. */
export function askedFor({ position, offset }: Place): string {
  return `from: ${position}${offset > 0 ? `, offset: ${offset}` : ''}`;
}
