/**
 * What the window's parts share, handed down once from main.tsx.
 */
import { createContext, use, useCallback, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import type { Intake } from '../intake/intake.ts';
import type { SearchSession } from '../features/search/search-session.ts';
import type { Connection } from '../transport/connection.ts';
import type { MarksStore } from './marks.ts';
import type { Messages } from './messages.ts';
import type { Navigation, View } from './navigation.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** The window's services. */
export interface App {
  readonly client: RecollectClient;
  readonly snapshots: SnapshotStore;
  readonly navigation: Navigation;
  readonly messages: Messages;
  readonly intake: Intake;
  readonly search: SearchSession;
  readonly marks: MarksStore;
  readonly connection: Connection;
}

const AppContext = createContext<App | null>(null);

/** Hands the services to everything below. */
export function AppProvider({ app, children }: { readonly app: App; readonly children: ReactNode }) {
  return <AppContext value={app}>{children}</AppContext>;
}

/** The window's services. */
export function useApp(): App {
  const app = use(AppContext);
  if (!app) throw new Error('useApp needs an AppProvider above it.');
  return app;
}

/**
 * A part of the snapshot; the component renders again when that part changes and not otherwise. `select` must pick,
 * not build: what is picked keeps its identity for as long as it is equal. Only below `<Ready>`.
 */
export function useSnapshot<Part>(select: (snapshot: Snapshot) => Part): Part {
  const { snapshots } = useApp();
  return useStore(snapshots.store, (mirror) => {
    if (mirror.status !== 'ready') throw new Error('useSnapshot is for views that a snapshot is there for.');
    return select(mirror.snapshot);
  });
}

/** The view that is shown. */
export function useView(): View {
  return useStore(useApp().navigation.store, ({ view }) => view);
}

/** Runs a request whose failure is shown as a message. */
export function useAttempt(): (action: () => Promise<unknown>) => void {
  const { messages } = useApp();
  return useCallback(
    (action) => {
      action().catch((error: unknown) => {
        messages.showError(error);
      });
    },
    [messages],
  );
}
