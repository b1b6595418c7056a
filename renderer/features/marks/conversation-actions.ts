/**
 * What can be done with a conversation by a single key, wherever one is chosen or shown.
 */
import { useCallback } from 'react';
import { useApp, useAttempt } from '../../state/app.tsx';
import type { Markable } from '../../state/marks.ts';

/** An action. */
export type ConversationAction = 'star' | 'tag' | 'hide' | 'copy';

const ACTION_BY_KEY: Readonly<Record<string, ConversationAction>> = {
  s: 'star',
  t: 'tag',
  h: 'hide',
  y: 'copy',
};

/** The action of a key that was pressed by itself; null while somebody writes. */
export function actionOfKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>,
): ConversationAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { target } = event;
  if (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [role="dialog"], [role="menu"]')
  )
    return null;
  return ACTION_BY_KEY[event.key.toLowerCase()] ?? null;
}

/** Carries actions out; what fails is shown as a message. */
export function useConversationActions(): (action: ConversationAction, conversation: Markable) => void {
  const { client, marks, messages } = useApp();
  const attempt = useAttempt();
  return useCallback(
    (action, conversation) => {
      const { id } = conversation;
      const { starred, hidden } = marks.of(conversation);
      if (action === 'tag') marks.tag(conversation);
      else if (action === 'star') attempt(() => marks.change(id, { starred: !starred }));
      else if (action === 'hide') {
        attempt(async () => {
          await marks.change(id, { hidden: !hidden });
          const title = hidden
            ? 'Search finds it again.'
            : 'Hidden from search. Press h again to take it back.';
          messages.show({ tone: 'info', title, details: [] });
        });
      } else {
        attempt(async () => {
          await navigator.clipboard.writeText(await client.conversations.markdown({ id }));
          messages.show({ tone: 'info', title: 'Copied as Markdown.', details: [] });
        });
      }
    },
    [attempt, client, marks, messages],
  );
}
