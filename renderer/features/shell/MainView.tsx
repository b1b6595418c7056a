import { useView } from '../../state/app.tsx';
import { ConversationView } from '../conversation/ConversationView.tsx';
import { FailuresView } from '../failures/FailuresView.tsx';
import { Overview } from '../overview/Overview.tsx';
import { SearchView } from '../search/SearchView.tsx';
import { SettingsView } from '../settings/SettingsView.tsx';
import { SourcesView } from '../sources/SourcesView.tsx';

/** The view that the navigation is at. */
export function MainView() {
  const view = useView();
  switch (view.name) {
    case 'overview':
      return <Overview />;
    case 'search':
      return <SearchView />;
    case 'sources':
      return <SourcesView />;
    case 'settings':
      return <SettingsView />;
    case 'failures':
      return <FailuresView />;
    case 'conversation':
      return <ConversationView key={`${view.id} ${view.messageId}`} view={view} />;
  }
}
