/**
 * settings.json in the data folder, whoever keeps it: the desktop with `electron-store`, the command line with `conf`.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingsFile } from './kept-settings.ts';

/** What both libraries have: all of the file as an object, which is written whole when it is replaced. */
export interface ObjectStore {
  store: Record<string, unknown>;
}

/** The settings file of a data folder. `open` reads it, and is called each time that it is read or written. */
export function settingsFile(dataDirectory: string, open: () => ObjectStore): SettingsFile {
  const path = join(dataDirectory, 'settings.json');
  return {
    path,
    read: () => open().store,
    write: (value) => void (open().store = { ...value }),
    setAside: () => {
      const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
      renameSync(path, aside);
      return aside;
    },
  };
}
