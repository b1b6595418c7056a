import { useEffect } from 'react';
import type { View } from '../../state/navigation.ts';
import { useView } from '../../state/app.tsx';
import { ConversationView } from '../conversation/ConversationView.tsx';
import { FailuresView } from '../failures/FailuresView.tsx';
import { Overview } from '../overview/Overview.tsx';
import { SearchView } from '../search/SearchView.tsx';
import { SettingsView } from '../settings/SettingsView.tsx';
import { SourcesView } from '../sources/SourcesView.tsx';

/** What the window is called while it shows a view. */
const titles: Record<View['name'], string> = {
  overview: 'Overview',
  search: 'Search',
  conversation: 'Conversation',
  sources: 'Sources',
  settings: 'Settings',
  failures: 'What failed',
};

/** The view that the navigation is at. */
export function MainView() {
  const view = useView();
  useEffect(() => {
    document.title = `${titles[view.name]} – Recollect`;
    // What had the focus has gone with the view before: the next Tab begins in the new one, not at the window's top.
    if (document.activeElement === document.body) document.getElementById('main')?.focus();
  }, [view.name]);
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
