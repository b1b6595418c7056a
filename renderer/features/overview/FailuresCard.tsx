import { useCallback, useEffect } from 'react';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Page.tsx';
import { formatCount } from '../../format/numbers.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { groupFailures } from '../failures/group-failures.ts';

/** What failed, by reason; nothing where nothing did. */
export function FailuresCard() {
  const { client, navigation } = useApp();
  const attempt = useAttempt();
  const files = useSnapshot((snapshot) => snapshot.files.failed);
  const lines = useSnapshot((snapshot) => snapshot.library.skippedLines);
  const texts = useSnapshot(
    ({ indexes }) => indexes.find(({ state }) => state === 'active')?.quarantined ?? 0,
  );
  const load = useCallback(() => client.sync.failures(), [client]);
  const { loaded, reload } = useLoaded(load);
  useEffect(reload, [reload, files, lines, texts]);

  if (files + lines + texts === 0 || loaded.status !== 'ready' || loaded.value.length === 0) return null;
  return (
    <Card
      title="What failed"
      aside={
        <>
          <Button tone="quiet" icon="refresh" onClick={() => attempt(() => client.sync.retry())}>
            Retry
          </Button>
          <Button tone="quiet" onClick={() => navigation.go({ name: 'failures' })}>
            Open
          </Button>
        </>
      }
    >
      <ul className="reasons">
        {groupFailures(loaded.value)
          .slice(0, 4)
          .map((group) => (
            <li key={group.title} className="reason">
              <span className="reason-count numbers">{formatCount(group.count)}</span>
              <span className="reason-title">{group.title}</span>
            </li>
          ))}
      </ul>
    </Card>
  );
}
