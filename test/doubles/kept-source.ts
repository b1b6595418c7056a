/**
 * Entry of a process that keeps one source in step, for tests of what the system denies it. Arguments: the source's
 * path; `full` to open as many files as it may, so that none is left. Prints each thing that happens as a line of JSON:
 * `{kept}`, how the source is kept; `{changed}`, the paths that are to be looked at; `{files}`, how many a walk found.
 * At a line of input it closes those files and walks once more; it ends with its input.
 */
import { closeSync, existsSync, openSync } from 'node:fs';
import { scan } from '../../electron/main/sources/scan.ts';
import { SourceKeeper } from '../../electron/main/sources/source-keeper.ts';
import { watchSource } from '../../electron/main/sources/watch-source.ts';

const [path = '', full] = process.argv.slice(2);
const SOURCE = 1;
const say = (happened: object): void => void process.stdout.write(`${JSON.stringify(happened)}\n`);

/** Opens files until no more may be opened. */
function openAll(): number[] {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EMFILE') return files;
    throw error;
  }
}

const keeper: SourceKeeper = new SourceKeeper({
  watch: watchSource,
  ask: (_source, paths) => {
    if (paths) say({ changed: paths });
    else void scan(path, new AbortController().signal).then(({ files }) => say({ files: files.length }));
  },
  changed: () => say({ kept: keeper.keepingOf(SOURCE) }),
  now: () => performance.now(),
  exists: (at) => Promise.resolve(existsSync(at)),
});
const held = full === undefined ? [] : openAll();
process.stdin
  .on('end', () => process.exit(0))
  .on('data', () => {
    for (const file of held.splice(0)) closeSync(file);
    keeper.wake();
  });
keeper.keep(SOURCE, path);
