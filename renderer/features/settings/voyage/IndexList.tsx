import { useCallback, useState } from 'react';
import type { StoredIndexView } from '../../../../electron/shared/contract/voyage.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { baseName } from '../../../format/names.ts';
import { formatAmount, formatBytes, formatDollars } from '../../../format/numbers.ts';
import { useApp, useAttempt, useSnapshot } from '../../../state/app.tsx';
import { useLoaded } from '../../../state/use-loaded.ts';
import { Setting } from '../Setting.tsx';

/** The indexes that there are, with their size and cost, each to be removed once it is not in use. */
export function IndexList() {
  const { client } = useApp();
  const attempt = useAttempt();
  // Counts change while one is built; which there are changes with these.
  const models = useSnapshot(({ indexes }) => indexes);
  const key = models
    .map(({ provider, model, state, pending }) => `${provider} ${model} ${state} ${pending === 0}`)
    .join();
  return <Indexes key={key} onFail={attempt} client={client} />;
}

interface IndexesProps {
  readonly client: ReturnType<typeof useApp>['client'];
  readonly onFail: (action: () => Promise<unknown>) => void;
}

function Indexes({ client, onFail }: IndexesProps) {
  const load = useCallback(() => client.indexes.list(), [client]);
  const { loaded, reload } = useLoaded(load);
  const [removing, setRemoving] = useState<StoredIndexView | null>(null);
  if (loaded.status !== 'ready' || loaded.value.length < 2) return null;
  return (
    <>
      {loaded.value.map((index) => (
        <Setting
          key={index.id}
          title={`Index of ${baseName(index.model)}`}
          text={
            <span className="numbers">
              {formatAmount(index.vectors, 'vector')} of {index.dimensions} dimensions,{' '}
              {formatBytes(index.bytes)}
              {index.usd > 0 && <>, about {formatDollars(index.usd)}</>}
            </span>
          }
        >
          {index.inUse ? (
            <span className="setting-value">In use</span>
          ) : (
            <Button onClick={() => setRemoving(index)}>Remove…</Button>
          )}
        </Setting>
      ))}
      {removing && (
        <Dialog
          title={`Remove the index of “${baseName(removing.model)}”?`}
          description={`${formatBytes(removing.bytes)} in the library become free for other data. ${
            removing.usd > 0
              ? `To have it again costs about ${formatDollars(removing.usd)}.`
              : 'To have it again takes the time to embed everything.'
          } Conversations stay.`}
          onClose={() => setRemoving(null)}
          actions={
            <>
              <Button onClick={() => setRemoving(null)}>Cancel</Button>
              <Button
                tone="danger"
                onClick={() =>
                  onFail(async () => {
                    await client.indexes.remove({ id: removing.id });
                    setRemoving(null);
                    reload();
                  })
                }
              >
                Remove index
              </Button>
            </>
          }
        />
      )}
    </>
  );
}
