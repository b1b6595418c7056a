/**
 * settings.json in the data folder, kept with `electron-store`: the file that the command line keeps with `conf`.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import type { SettingsFile } from '../settings/kept-settings.ts';

/** The settings file of a data folder. */
export function createSettingsFile(dataDirectory: string): SettingsFile {
  const path = join(dataDirectory, 'settings.json');
  // Made anew each time: it reads the file, and a damaged one must not keep the app from starting.
  const open = (): Store =>
    new Store({ cwd: dataDirectory, name: 'settings', accessPropertiesByDotNotation: false });
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
