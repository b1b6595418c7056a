/**
 * Where Recollect keeps its library and settings: the folder that Electron calls `userData`, so that the app and the
 * command line share it.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The default data folder of a platform. */
export function dataDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Recollect');
  if (platform === 'win32') return join(environment.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Recollect');
  return join(environment.XDG_CONFIG_HOME ?? join(home, '.config'), 'Recollect');
}

/** The folder of a data folder that the user's own models are in. */
export function ownModelsFolder(directory: string): string {
  return join(directory, 'models');
}

/** The folder of a data folder that copies of original files are in. */
export function originalsFolder(directory: string): string {
  return join(directory, 'originals');
}

/** The library's file in a data folder. */
export function libraryPath(directory: string): string {
  return join(directory, 'library.db');
}
