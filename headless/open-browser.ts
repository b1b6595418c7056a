/**
 * Opens an address in the user's browser.
 */
import { spawn } from 'node:child_process';

/** The command of each platform that opens an address, and what goes before it. */
const commands: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** Opens `url`; tells `note` if that can't be done. */
export function openBrowser(url: string, note: (message: string) => void): void {
  const [command, ...args] = commands[process.platform] ?? ['xdg-open'];
  const child = spawn(command ?? 'xdg-open', [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => note('No browser could be opened: open the address yourself.'));
  child.unref();
}

/** Whether there is a screen to open one on. */
export function hasDisplay(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(environment.DISPLAY ?? environment.WAYLAND_DISPLAY);
}
