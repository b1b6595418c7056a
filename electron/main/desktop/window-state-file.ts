/**
 * What the desktop remembers of its own, apart from the settings: where the window was, and what was said once.
 */
import Store from 'electron-store';
import type { BoundsStore } from './main-window.ts';
import type { HintStore } from './notifications.ts';

interface WindowState {
  bounds?: unknown;
  trayHintShown?: boolean;
}

/** The file window-state.json in the data folder; one that can't be read counts as empty. */
export function openWindowState(dataDirectory: string): BoundsStore & HintStore {
  const store = new Store<WindowState>({
    name: 'window-state',
    cwd: dataDirectory,
    clearInvalidConfig: true,
  });
  return {
    load: () => store.get('bounds'),
    save: (bounds) => store.set('bounds', bounds),
    wasShown: () => store.get('trayHintShown') === true,
    markShown: () => store.set('trayHintShown', true),
  };
}
