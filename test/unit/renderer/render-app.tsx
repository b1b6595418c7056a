/**
 * Renders a part of the window over a double of the app.
 */
import { render } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { TooltipProvider } from '../../../renderer/components/Tooltip.tsx';
import { createSearchSession } from '../../../renderer/features/search/search-session.ts';
import type { Intake } from '../../../renderer/intake/intake.ts';
import { AppProvider, type App } from '../../../renderer/state/app.tsx';
import { createMarks } from '../../../renderer/state/marks.ts';
import { createMessages } from '../../../renderer/state/messages.ts';
import { createNavigation } from '../../../renderer/state/navigation.ts';
import { createSnapshotStore } from '../../../renderer/state/snapshot-store.ts';
import { alwaysOpen } from '../../../renderer/transport/connection.ts';
import { createAppDouble, type AppDouble } from '../../doubles/client.ts';

/** What a test works with. */
export interface Rendered {
  readonly app: App;
  readonly user: UserEvent;
}

/** Renders `ui`, once the first snapshot is there. */
export async function renderApp(
  ui: ReactNode,
  double: AppDouble = createAppDouble(),
  change: Partial<App> = {},
): Promise<Rendered> {
  const { client } = double;
  history.replaceState(null, '');
  const intake: Intake = {
    add: (data) => client.sources.add({ paths: [...data.files].map(({ name }) => `/dropped/${name}`) }),
    choose: () => Promise.resolve([]),
  };
  const app: App = {
    client,
    intake,
    connection: alwaysOpen,
    snapshots: createSnapshotStore(client),
    navigation: createNavigation(),
    messages: createMessages(),
    search: createSearchSession(client),
    marks: createMarks(client),
    ...change,
  };
  await app.snapshots.refresh();
  render(
    <AppProvider app={app}>
      <TooltipProvider>{ui}</TooltipProvider>
    </AppProvider>,
  );
  return { app, user: userEvent.setup() };
}
