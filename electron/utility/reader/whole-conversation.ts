/**
 * Gives a conversation that is known as a whole, as exports and databases hold them, to the sink.
 */
import {
  titleRanks,
  type ConversationFacts,
  type FormatName,
  type PartKind,
  type Role,
} from '../../shared/conversation.ts';
import { cleanText } from './clean-text.ts';
import type { Json, Sink } from './format.ts';
import { partUid } from './part-uid.ts';
import { promptTitle } from './prompt-title.ts';

/** A part of a message as its source has it. */
export interface WholePart {
  readonly kind: PartKind;
  readonly text: string;
}

/** A message with its parts in order. */
export interface WholeMessage {
  /** Unique within its conversation, and the same in every export. */
  readonly key: string;
  readonly role: Role;
  /** When it was said, ms since 1970; null where that isn't known. */
  readonly time: number | null;
  readonly parts: readonly WholePart[];
}

/** A conversation with its messages in the order in which they were said. */
export interface WholeConversation extends Pick<
  ConversationFacts,
  'key' | 'project' | 'title' | 'kind' | 'parent'
> {
  /** When its source last changed it, ms since 1970; 0 where that isn't known. */
  readonly revision: number;
  /** When it began, ms since 1970; stands in for the time of messages before the first one that has a time. */
  readonly startedAt: number | null;
  readonly messages: readonly WholeMessage[];
}

/** Where in its file a conversation is: an offset that grows from one conversation to the next. */
export interface WholePlace {
  readonly offset: number;
  /** The format's state before the conversation, for the checkpoints inside of it. */
  readonly state: Json;
}

/** Gives a conversation in as many batches as it needs. One without a message is passed over. Resolves with their number. */
export async function giveConversation(
  sink: Sink,
  format: FormatName,
  conversation: WholeConversation,
  place: WholePlace,
): Promise<number> {
  const { key, project, kind, parent, revision: at } = conversation;
  const title = conversation.title ?? firstPrompt(conversation);
  const facts = (complete: boolean): ConversationFacts => ({
    key,
    ...(project === undefined ? {} : { project }),
    ...(title === undefined ? {} : { title }),
    ...(kind === undefined ? {} : { kind }),
    ...(parent === undefined ? {} : { parent }),
    revision: { at, complete },
  });
  let sortTime = conversation.startedAt ?? firstTime(conversation) ?? at;
  let parts = 0;
  let messages = 0;
  for (const message of conversation.messages) {
    sortTime = Math.max(sortTime, message.time ?? sortTime);
    const before = parts;
    for (const [block, part] of message.parts.entries()) {
      const text = cleanText(part.text);
      if (text === '') continue;
      sink.part({
        conversation: key,
        message: message.key,
        uid: partUid(format, `${key}\0${message.key}`, block, part.kind, text),
        role: message.role,
        kind: part.kind,
        time: message.time,
        sortTime,
        // Messages of the same time stay in their order.
        offset: place.offset + parts,
        text,
      });
      parts += 1;
    }
    if (parts > before) messages += 1;
    if (sink.full) {
      sink.facts(facts(false));
      await sink.checkpoint(place.offset, place.state);
    }
  }
  if (parts > 0) sink.facts(facts(true));
  return messages;
}

/** A title from the first thing that the user wrote. */
function firstPrompt({ messages }: WholeConversation): WholeConversation['title'] {
  for (const { role, parts } of messages) {
    const said =
      role === 'user' ? parts.find(({ kind, text }) => kind === 'text' && text.trim() !== '') : undefined;
    const text = promptTitle(cleanText(said?.text ?? ''));
    if (text !== '') return { text, rank: titleRanks.prompt };
  }
  return undefined;
}

function firstTime({ messages }: WholeConversation): number | null {
  return messages.find(({ time }) => time !== null)?.time ?? null;
}
