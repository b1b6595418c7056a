/**
 * The window's mirror of the app's state.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { toFailure, type Failure } from '../../electron/shared/errors.ts';
import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import { shareStructure } from './share-structure.ts';

/** What the window knows of the app. */
export type Mirror =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly snapshot: Snapshot }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Holds the newest snapshot. */
export interface SnapshotStore {
  readonly store: StoreApi<Mirror>;
  /** Asks for the whole state: at the start, and when a lost connection is back. */
  readonly refresh: () => Promise<void>;
  /** Takes a snapshot; one that is older than the one it has is dropped. */
  readonly take: (snapshot: Snapshot) => void;
}

/** A mirror that follows the client's snapshots for as long as the window lives. */
export function createSnapshotStore(client: RecollectClient): SnapshotStore {
  const store = createStore<Mirror>(() => ({ status: 'loading' }));

  const take = (snapshot: Snapshot) => {
    const mirror = store.getState();
    if (mirror.status !== 'ready') {
      store.setState({ status: 'ready', snapshot }, true);
      return;
    }
    if (snapshot.revision < mirror.snapshot.revision) return;
    store.setState({ status: 'ready', snapshot: shareStructure(mirror.snapshot, snapshot) }, true);
  };

  const refresh = async () => {
    try {
      const snapshot = await client.snapshot.get();
      // After a restart of the host its revisions begin again: this answer replaces whatever was there.
      store.setState({ status: 'ready', snapshot }, true);
    } catch (error) {
      if (store.getState().status !== 'ready')
        store.setState({ status: 'failed', failure: toFailure(error) }, true);
    }
  };

  client.snapshot.changed(take);
  return { store, refresh, take };
}
