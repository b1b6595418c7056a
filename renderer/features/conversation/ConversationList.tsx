import type { ConversationHeader } from '../../../electron/shared/contract/conversations.ts';
import { ConversationRow } from './ConversationRow.tsx';

/** Conversations, a row each. */
export function ConversationList({
  conversations,
}: {
  readonly conversations: readonly ConversationHeader[];
}) {
  return (
    <ul className="row-list">
      {conversations.map((conversation) => (
        <li key={conversation.id}>
          <ConversationRow conversation={conversation} />
        </li>
      ))}
    </ul>
  );
}
