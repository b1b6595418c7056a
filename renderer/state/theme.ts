/**
 * Light or dark: the system's choice, or the user's.
 */
import type { AppSettings } from '../../electron/shared/contract/settings.ts';
import type { SnapshotStore } from './snapshot-store.ts';

type Theme = AppSettings['theme'];
/** Where the last theme is kept, so that the window does not flash in the other one before its first snapshot. */
const KEY = 'theme';

/** Sets the document's theme, now and whenever the setting changes. */
export function followTheme(snapshots: SnapshotStore, page: Document = document): void {
  const last = localStorage.getItem(KEY);
  apply(last === 'light' || last === 'dark' ? last : 'system', page);
  const follow = () => {
    const mirror = snapshots.store.getState();
    if (mirror.status === 'ready') apply(mirror.snapshot.settings.theme, page);
  };
  snapshots.store.subscribe(follow);
  follow();
}

function apply(theme: Theme, page: Document): void {
  if ((page.documentElement.dataset.theme ?? 'system') === theme) return;
  if (theme === 'system') delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}
