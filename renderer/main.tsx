/**
 * The window's composition root.
 */
import './policy.ts';
import './tokens.css';
import './base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../electron/shared/contract/client.ts';
import { Window } from './features/shell/Window.tsx';
import { createSearchSession } from './features/search/search-session.ts';
import { describeAdded } from './intake/describe-added.ts';
import { connectHost } from './connect-host.ts';
import { AppProvider, type App } from './state/app.tsx';
import { createMarks } from './state/marks.ts';
import { createMessages } from './state/messages.ts';
import { createNavigation } from './state/navigation.ts';
import { createSnapshotStore } from './state/snapshot-store.ts';
import { followTheme } from './state/theme.ts';

const { transport, connection, intakeFor } = connectHost();
const client = createClient(transport);
const messages = createMessages();
const app: App = {
  client,
  connection,
  intake: intakeFor(client, messages),
  snapshots: createSnapshotStore(client),
  navigation: createNavigation(),
  messages,
  search: createSearchSession(client),
  marks: createMarks(client),
};

followTheme(app.snapshots);
client.window.added((paths) => {
  const message = describeAdded(paths);
  if (message) messages.show(message);
});
client.window.navigate(({ view }) => app.navigation.go({ name: view }));
// What changed while the connection was lost was not told.
connection.onChange(() => {
  if (connection.state() === 'open') void app.snapshots.refresh();
});
void app.snapshots.refresh();

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app.');
createRoot(root).render(
  <StrictMode>
    <AppProvider app={app}>
      <Window />
    </AppProvider>
  </StrictMode>,
);
