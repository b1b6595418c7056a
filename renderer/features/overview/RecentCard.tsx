import { useCallback, useEffect } from 'react';
import { Card } from '../../components/Page.tsx';
import { useApp, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { ConversationList } from '../conversation/ConversationList.tsx';

const SHOWN = 6;

/** The conversations that were had last. */
export function RecentCard() {
  const { client } = useApp();
  const conversations = useSnapshot(({ library }) => library.conversations);
  // While thousands are read, the newest ones are asked for again only now and then.
  const step = conversations < 50 ? conversations : Math.floor(conversations / 50);
  const load = useCallback(() => client.conversations.recent({ limit: SHOWN, before: null }), [client]);
  const { loaded, reload } = useLoaded(load);
  useEffect(reload, [reload, step]);
  if (loaded.status !== 'ready' || loaded.value.length === 0) return null;
  return (
    <Card title="Recent conversations" flush>
      <ConversationList conversations={loaded.value} />
    </Card>
  );
}
