/**
 * What the desktop remembers of its own, apart from the settings: where the window was, and what was said once.
 */
import Store from 'electron-store';
import type { Log } from './log.ts';
import type { BoundsStore } from './main-window.ts';
import type { HintStore } from './notifications.ts';

interface WindowState {
  bounds?: unknown;
  trayHintShown?: boolean;
}

/**
 * The file window-state.json in the data folder. What can't be read counts as empty, and what can't be written is
 * forgotten with the app: neither is worth more than a line in the log.
 */
export function openWindowState(dataDirectory: string, log: Log): BoundsStore & HintStore {
  let known: WindowState = {};
  const attempt = (action: (store: Store<WindowState>) => void): void => {
    try {
      action(new Store<WindowState>({ name: 'window-state', cwd: dataDirectory, clearInvalidConfig: true }));
    } catch (error) {
      log.warn(`The window's place is not remembered: ${String(error)}`);
    }
  };
  const keep = (change: WindowState): void => {
    known = { ...known, ...change };
    attempt((store) => store.set(change));
  };
  attempt((store) => (known = store.store));
  return {
    load: () => known.bounds,
    save: (bounds) => keep({ bounds }),
    wasShown: () => known.trayHintShown === true,
    markShown: () => keep({ trayHintShown: true }),
  };
}
