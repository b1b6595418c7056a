import { BrandMark } from '../../components/BrandMark.tsx';
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
        <BrandMark size={20} />
        <span className="sidebar-label">Recollect</span>
      </div>
      <button
        type="button"
        className="sidebar-search"
        onClick={openSearch}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Icon name="search" />
        <span className="sidebar-search-label sidebar-label">Search…</span>
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
                <span className="sidebar-label">{entry.label}</span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <SyncStatus />
    </aside>
  );
}
