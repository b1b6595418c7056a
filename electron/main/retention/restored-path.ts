/**
 * Where a file goes that is restored into a folder: below it as it lay on its disk.
 */
import { join } from 'node:path';

/** Roots of paths: a drive of Windows, or another machine's. */
const ROOT = /^(?:[a-z]:|[\\/]{2}[^\\/]+)/i;

/** Characters that no file of Windows may be named with. */
const NOT_IN_NAMES = /[:*?"<>|]/g;

/**
 * The path below `folder` for a file that was at `path`: `/home/ana/a.jsonl` goes to `folder/home/ana/a.jsonl`,
 * `C:\\Users\\ana\\a.jsonl` to `folder/C/Users/ana/a.jsonl`. Never leads out of `folder`. `earlier` is said in the name.
 */
export function restoredPath(folder: string, path: string, earlier: boolean): string {
  const root = ROOT.exec(path)?.[0] ?? '';
  const names = [root.replace(/[\\/:]/g, ''), ...path.slice(root.length).split(/[\\/]+/)]
    .filter((name) => name !== '' && name !== '.' && name !== '..')
    .map((name) => name.replace(NOT_IN_NAMES, '_'));
  return join(folder, ...names) + (earlier ? '.earlier' : '');
}
