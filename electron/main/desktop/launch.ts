/**
 * What a launch asks for: the paths to add, and whether to stay in the tray. Pure.
 */
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Given by the login item: start without a window. */
export const HIDDEN_FLAG = '--hidden';

/** What a command line asks for. */
export interface Launch {
  readonly hidden: boolean;
  /** Absolute paths to add to the library. */
  readonly paths: readonly string[];
}

/**
 * Reads a command line. `argv` starts with the program; a program that isn't packaged has the app's folder next.
 * Chromium adds flags of its own to the command line of a second launch: whatever begins with `-` is no path.
 */
export function parseLaunch(argv: readonly string[], packaged: boolean, workingDirectory: string): Launch {
  const args = argv.slice(1).filter((arg) => arg !== '');
  const named = args.filter((arg) => !arg.startsWith('-'));
  const paths = (packaged ? named : named.slice(1)).map((given) => {
    const path = pathOf(given);
    return isAbsolute(path) ? path : resolve(workingDirectory, path);
  });
  return { hidden: args.includes(HIDDEN_FLAG), paths };
}

/** Desktops of Linux hand over what is dropped on an app's icon as file: URLs. */
function pathOf(given: string): string {
  if (!given.startsWith('file:') || !URL.canParse(given)) return given;
  try {
    return fileURLToPath(given);
  } catch {
    // Of another machine: told as a path that is not there.
    return given;
  }
}
