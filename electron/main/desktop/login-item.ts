/**
 * Starting with the session, without a window: the system's login items on macOS and Windows, an autostart entry
 * elsewhere (https://specifications.freedesktop.org/autostart-spec/latest/).
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { autostartEntry } from './autostart-entry.ts';
import { HIDDEN_FLAG } from './launch.ts';

/** Starts the app at login from now on, or no longer. Rejects where the entry can't be written. */
export async function setStartAtLogin(enabled: boolean): Promise<void> {
  if (process.platform === 'darwin' || process.platform === 'win32') {
    app.setLoginItemSettings({ openAtLogin: enabled, args: [HIDDEN_FLAG] });
    return;
  }
  const path = join(app.getPath('appData'), 'autostart', 'recollect.desktop');
  if (!enabled) return rm(path, { force: true });
  const command = app.isPackaged ? [app.getPath('exe')] : [process.execPath, app.getAppPath()];
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, autostartEntry([...command, HIDDEN_FLAG]));
}
