/**
 * Finds the conversation that an agent means by an id.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { Recall, RecalledConversation } from './recall.ts';
import { meantIds, shownId } from './shown-id.ts';

/** The conversation. @throws RecollectError `usage` where there is none. */
export async function meantConversation(recall: Recall, given: string): Promise<RecalledConversation> {
  for (const id of meantIds(given)) {
    const conversation = await recall.conversation(id);
    if (conversation) return conversation;
  }
  throw new RecollectError(
    'usage',
    `There is no conversation ${shownId(given)}. Ids look like claude-code:… and come from search or recent.`,
  );
}
