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

/** The folder of a data folder that files dropped on a browser are in. */
export function uploadsFolder(directory: string): string {
  return join(directory, 'uploads');
}

/** The folder of a data folder that original files are restored to. */
export function restoredFolder(directory: string): string {
  return join(directory, 'restored');
}

/** The folder of a data folder that agents' notes are in. */
export function notesFolder(directory: string): string {
  return join(directory, 'notes');
}

/** The library's file in a data folder. */
export function libraryPath(directory: string): string {
  return join(directory, 'library.db');
}
