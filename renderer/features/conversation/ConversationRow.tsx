import type { ConversationHeader } from '../../../electron/shared/contract/conversations.ts';
import { baseName, sourceName, titleOf } from '../../format/names.ts';
import { formatAmount } from '../../format/numbers.ts';
import { formatAgo } from '../../format/times.ts';
import { useApp } from '../../state/app.tsx';
import { useNow } from '../../state/use-now.ts';
import { MarkBadges } from '../marks/MarkBadges.tsx';
import { useMarks } from '../marks/use-marks.ts';
import './conversation-row.css';

/** A conversation as a row that opens it. */
export function ConversationRow({ conversation }: { readonly conversation: ConversationHeader }) {
  const { navigation } = useApp();
  const now = useNow();
  const marks = useMarks(conversation);
  const time = conversation.updatedAt ?? conversation.startedAt;
  const open = () => navigation.go({ name: 'conversation', id: conversation.id, messageId: null, words: [] });
  return (
    <button type="button" className="conversation-row" onClick={open}>
      <span className="conversation-row-title truncate" dir="auto">
        {titleOf(conversation.title)}
      </span>
      <MarkBadges marks={marks} />
      <span className="conversation-row-meta truncate numbers">
        {sourceName(conversation.source)}
        {conversation.project && (
          <>
            {' '}
            · <bdi>{baseName(conversation.project)}</bdi>
          </>
        )}{' '}
        · {formatAmount(conversation.messages, 'message')}
      </span>
      <span className="conversation-row-time numbers">{time === null ? '' : formatAgo(time, now)}</span>
    </button>
  );
}
