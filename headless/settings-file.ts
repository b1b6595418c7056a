/**
 * settings.json in the data folder, kept with `conf`: the file that the desktop app's electron-store uses too.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import type { SettingsFile } from '../electron/main/settings/kept-settings.ts';

/** The settings file of a data folder. */
export function createSettingsFile(dataDirectory: string): SettingsFile {
  const path = join(dataDirectory, 'settings.json');
  // Made anew each time: it reads the file, and a damaged one must not keep the program from starting.
  const open = (): Conf =>
    new Conf({ cwd: dataDirectory, configName: 'settings', accessPropertiesByDotNotation: false });
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
