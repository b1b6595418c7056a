import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { Page } from '../../components/Page.tsx';
import type { Source } from '../../../electron/shared/contract/sources.ts';
import { describeAdded } from '../../intake/describe-added.ts';
import { useApp, useAttempt, useSnapshot } from '../../state/app.tsx';
import { useLoaded } from '../../state/use-loaded.ts';
import { RemoveSource } from './RemoveSource.tsx';
import { SourceRow } from './SourceRow.tsx';
import { SUPPORTED } from './supported.ts';
import './sources.css';

/** How often the list is asked for again while files are read, ms. */
const EVERY = 1_500;

/** The folders and files that the library is kept in step with. */
export function SourcesView() {
  const { client } = useApp();
  const attempt = useAttempt();
  const load = useCallback(() => client.sources.list(), [client]);
  const { loaded, reload } = useLoaded(load);
  const busy = useSnapshot(({ sync }) => sync.phase === 'reading' || sync.phase === 'scanning');
  const total = useSnapshot(({ files }) => files.total);
  const [removing, setRemoving] = useState<Source | null>(null);

  useEffect(reload, [reload, total]);
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(reload, EVERY);
    return () => {
      clearInterval(timer);
      reload();
    };
  }, [busy, reload]);

  const setPaused = useCallback(
    (source: Source, paused: boolean) =>
      attempt(async () => {
        await client.sources.setPaused({ id: source.id, paused });
        reload();
      }),
    [attempt, client, reload],
  );

  return (
    <Page
      title="Sources"
      lead="Recollect reads these and keeps the library in step with them. It never changes a file."
      actions={<AddButton onAdded={reload} />}
    >
      {loaded.status === 'failed' && (
        <EmptyState
          icon="alert"
          title="The sources can’t be shown"
          actions={<Button onClick={reload}>Try again</Button>}
        >
          {loaded.failure.message}
        </EmptyState>
      )}
      {loaded.status === 'ready' && loaded.value.length === 0 && (
        <EmptyState icon="sources" title="No sources yet" actions={<AddButton onAdded={reload} />}>
          Drop a folder, an export or a zip anywhere in this window.
        </EmptyState>
      )}
      {loaded.status === 'ready' && loaded.value.length > 0 && (
        <ul className="sources" aria-label="Sources">
          {loaded.value.map((source) => (
            <SourceRow key={source.id} source={source} onPause={setPaused} onRemove={setRemoving} />
          ))}
        </ul>
      )}
      <p className="sources-supported">
        <strong>Drop anything here:</strong> {SUPPORTED}
      </p>
      {removing && (
        <RemoveSource
          source={removing}
          onClose={() => {
            setRemoving(null);
            reload();
          }}
        />
      )}
    </Page>
  );
}

function AddButton({ onAdded }: { readonly onAdded: () => void }) {
  const { client, intake, messages } = useApp();
  const attempt = useAttempt();
  const take = (add: () => ReturnType<typeof intake.choose>) =>
    attempt(async () => {
      const message = describeAdded(await add());
      if (!message) return;
      messages.show(message);
      onAdded();
    });
  return (
    <Menu
      trigger={
        <Button tone="primary" icon="plus">
          Add source
        </Button>
      }
    >
      <MenuItem icon="folder" onSelect={() => take(() => intake.choose('folder'))}>
        Folder…
      </MenuItem>
      <MenuItem icon="archive" onSelect={() => take(() => intake.choose('file'))}>
        Files or exports…
      </MenuItem>
      <MenuItem icon="sparkle" onSelect={() => take(() => client.sources.addSample())}>
        Sample conversations
      </MenuItem>
    </Menu>
  );
}
