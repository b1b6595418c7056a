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
  if (process.platform === 'darwin') {
    // macOS hands on no arguments: what it started is told by `startedAtLogin`.
    app.setLoginItemSettings({ openAtLogin: enabled });
    return;
  }
  if (process.platform === 'win32') {
    // From a checkout, Electron has to be told which app to run.
    const args = app.isPackaged ? [HIDDEN_FLAG] : [`"${app.getAppPath()}"`, HIDDEN_FLAG];
    app.setLoginItemSettings({ openAtLogin: enabled, path: process.execPath, args });
    return;
  }
  const path = join(app.getPath('appData'), 'autostart', 'recollect.desktop');
  if (!enabled) return rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, autostartEntry([...linuxCommand(), HIDDEN_FLAG]));
}

/** Whether the system started the app at login; only macOS has to be asked. */
export function startedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

function linuxCommand(): string[] {
  if (!app.isPackaged) return [process.execPath, app.getAppPath()];
  // An AppImage runs from a folder that is there only while it runs; the variable names the file itself.
  return [process.env.APPIMAGE ?? app.getPath('exe')];
}
