import { Icon, type IconName } from '../../components/Icon.tsx';
import { Keys } from '../../components/Keys.tsx';
import { useApp, useView } from '../../state/app.tsx';
import type { MainViewName, View } from '../../state/navigation.ts';
import { FOCUS_SEARCH } from './shortcuts.ts';
import { SyncStatus } from './SyncStatus.tsx';
import './sidebar.css';

const entries: readonly { name: MainViewName; label: string; icon: IconName }[] = [
  { name: 'overview', label: 'Overview', icon: 'overview' },
  { name: 'search', label: 'Search', icon: 'search' },
  { name: 'sources', label: 'Sources', icon: 'sources' },
  { name: 'settings', label: 'Settings', icon: 'settings' },
];

/** The entry that a view belongs to. */
function entryOf(view: View): MainViewName {
  if (view.name === 'conversation') return 'search';
  if (view.name === 'failures') return 'overview';
  return view.name;
}

/** Where one can go, and how sync is. */
export function Sidebar() {
  const { navigation } = useApp();
  const current = entryOf(useView());
  const openSearch = () => {
    navigation.go({ name: 'search' });
    document.dispatchEvent(new Event(FOCUS_SEARCH));
  };
  return (
    <aside className="sidebar">
      <div className="sidebar-brand">
        <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
          <rect className="brand-ground" width="32" height="32" rx="8" />
          <path className="brand-line" d="M9 21.5V12a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3h-6z" />
          <path className="brand-line" d="M13 13.2h6M13 16.4h3.6" />
        </svg>
        Recollect
      </div>
      <button
        type="button"
        className="sidebar-search"
        onClick={openSearch}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Icon name="search" />
        <span className="sidebar-search-label">Search…</span>
        <Keys keys="Mod+K" />
      </button>
      <nav aria-label="Views">
        <ul>
          {entries.map((entry) => (
            <li key={entry.name}>
              <button
                type="button"
                className="sidebar-entry"
                aria-current={entry.name === current ? 'page' : undefined}
                onClick={() => navigation.go({ name: entry.name })}
              >
                <Icon name={entry.icon} />
                {entry.label}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <SyncStatus />
    </aside>
  );
}
