/**
 * Conversations as the window sees them. What was imported is shown without characters that turn the direction of
 * writing around or that a terminal would obey where it is pasted: a name could pass for another one.
 */
import type { ConversationHeader, MessageView } from '../../shared/contract/conversations.ts';
import { harmless } from '../../shared/harmless.ts';
import type { ConversationInfo, StoredMessage } from '../library/conversation-store.ts';
import { resumeWay, shownResume } from './resume.ts';

/** What is known about a conversation. `heldBy`: the machines that have it where this one has not. */
export function headerView(
  conversation: ConversationInfo,
  heldBy: readonly string[] = [],
): ConversationHeader {
  const { format, key: _key, paths, ...info } = conversation;
  return {
    ...info,
    title: harmlessOrNull(info.title),
    project: harmlessOrNull(info.project),
    source: format,
    paths: [...paths],
    resume: shownResume(resumeWay(conversation, heldBy), process.platform),
    heldBy: heldBy.map(harmless),
  };
}

/** One of its messages. */
export function messageView(message: StoredMessage): MessageView {
  return { ...message, parts: message.parts.map((part) => ({ ...part, text: harmless(part.text) })) };
}

/** As `harmless`; null stays null. */
export function harmlessOrNull(text: string | null): string | null {
  return text === null ? null : harmless(text);
}
