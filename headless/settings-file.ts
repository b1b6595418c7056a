/**
 * The settings file as the command line keeps it.
 */
import Conf from 'conf';
import type { SettingsFile } from '../electron/main/settings/kept-settings.ts';
import { settingsFile } from '../electron/main/settings/settings-file.ts';

/** The settings file of a data folder. */
export function createSettingsFile(dataDirectory: string): SettingsFile {
  // Made anew each time: it reads the file, and a damaged one must not keep the program from starting.
  return settingsFile(
    dataDirectory,
    () => new Conf({ cwd: dataDirectory, configName: 'settings', accessPropertiesByDotNotation: false }),
  );
}
