/**
 * Keeps the settings of a program that runs for long in step with their file, which the app changes meanwhile.
 */
import { unwatchFile, watchFile } from 'node:fs';
import type { KeptSettings } from '../electron/main/settings/kept-settings.ts';

/** How often the file is looked at, in ms: asking for its times costs next to nothing, and works on every file system. */
const LOOK_MS = 1_000;

/** Follows the file, which needs not be there yet, until the returned function is called; does not keep the program running. */
export function followSettings(settings: KeptSettings): () => void {
  const look = (): void => settings.reread();
  watchFile(settings.path, { interval: LOOK_MS, persistent: false }, look);
  return () => unwatchFile(settings.path, look);
}
