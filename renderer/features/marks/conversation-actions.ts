/**
 * What can be done with a conversation by a single key, wherever one is chosen or shown.
 */
import { useCallback } from 'react';
import type { Resume } from '../../../electron/shared/contract/conversations.ts';
import { useApp, useAttempt } from '../../state/app.tsx';
import type { Markable } from '../../state/marks.ts';
import type { Message } from '../../state/messages.ts';

/** An action. */
export type ConversationAction = 'star' | 'tag' | 'hide' | 'copy' | 'similar' | 'resume';

const ACTION_BY_KEY: Readonly<Record<string, ConversationAction>> = {
  s: 'star',
  t: 'tag',
  h: 'hide',
  y: 'copy',
  m: 'similar',
  r: 'resume',
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

/** Copies what goes on with a conversation, and says what to do with it; or says why there is nothing. */
async function takeAlong(resume: Resume): Promise<Omit<Message, 'id'>> {
  switch (resume.kind) {
    case 'command':
      await navigator.clipboard.writeText(resume.command);
      return {
        tone: 'info',
        title: 'Copied. Paste it into a terminal:',
        details: resume.command.split('\r\n'),
      };
    case 'link':
      await navigator.clipboard.writeText(resume.url);
      return { tone: 'info', title: 'Copied. Open it in your browser:', details: [resume.url] };
    case 'none':
      return { tone: 'info', title: resume.why, details: [] };
  }
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
      else if (action === 'similar') marks.compare(conversation);
      else if (action === 'star') attempt(() => marks.change(id, { starred: !starred }));
      else if (action === 'hide') {
        attempt(async () => {
          await marks.change(id, { hidden: !hidden });
          const title = hidden
            ? 'Search finds it again.'
            : 'Hidden from search. Press h again to take it back.';
          messages.show({ tone: 'info', title, details: [] });
        });
      } else if (action === 'resume') {
        attempt(async () => {
          const { resume } = await client.conversations.header({ id });
          messages.show(await takeAlong(resume));
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
