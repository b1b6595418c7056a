/**
 * The settings file as the desktop keeps it.
 */
import Store from 'electron-store';
import type { SettingsFile } from '../settings/kept-settings.ts';
import { settingsFile } from '../settings/settings-file.ts';

/** The settings file of a data folder. */
export function createSettingsFile(dataDirectory: string): SettingsFile {
  // Made anew each time: it reads the file, and a damaged one must not keep the app from starting.
  return settingsFile(
    dataDirectory,
    () => new Store({ cwd: dataDirectory, name: 'settings', accessPropertiesByDotNotation: false }),
  );
}
