import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { Failure } from '../../../electron/shared/errors.ts';
import { useApp, useAttempt } from '../../state/app.tsx';

const titles: Partial<Record<Failure['code'], string>> = {
  'library-damaged': 'The library is damaged',
  'library-in-use': 'The library is in use',
  'library-newer': 'The library is from a newer Recollect',
  'library-not-writable': 'The library can’t be written to',
};

/** In place of everything where the library could not be opened: what happened and what to do. */
export function LibraryFailed({ failure }: { readonly failure: Failure }) {
  const { client, messages, snapshots } = useApp();
  const attempt = useAttempt();
  const desktop = useStore(
    snapshots.store,
    (mirror) => mirror.status === 'ready' && mirror.snapshot.host.kind === 'desktop',
  );
  // A host that couldn't be asked for its state may have come back: the state is asked for whatever the retry says.
  const retry = () => attempt(() => client.sync.retry().finally(() => snapshots.refresh()));
  const damaged = failure.code === 'library-damaged';
  const beginAnew = () =>
    attempt(async () => {
      const kept = await client.system.setLibraryAside();
      messages.show({ tone: 'info', title: 'A new library was begun.', details: [`The old one is ${kept}`] });
    });
  return (
    <main className="window-failed">
      <h1 className="visually-hidden">Recollect</h1>
      <div role="alert">
        <EmptyState
          icon="alert"
          title={titles[failure.code] ?? 'Recollect could not start'}
          actions={
            <>
              {desktop && (
                <>
                  <Button onClick={() => attempt(() => client.system.showDataFolder())}>
                    Show data folder
                  </Button>
                  <Button onClick={() => attempt(() => client.system.showLog())}>Show log</Button>
                </>
              )}
              {damaged && <Button onClick={beginAnew}>Begin a new library</Button>}
              <Button tone="primary" onClick={retry}>
                Try again
              </Button>
            </>
          }
        >
          <p>{failure.message}</p>
          {damaged && (
            <p>
              Or begin a new one: the damaged library is kept beside it, under another name, and your
              histories are read again. Only what their programs have deleted since is in the old one alone.
            </p>
          )}
          <p>Your histories themselves are untouched: Recollect only ever reads them.</p>
        </EmptyState>
      </div>
    </main>
  );
}
