/**
 * Watches a source for changes, by the means of the operating system.
 */
import { relative, sep } from 'node:path';
import { watch as watchFiles } from 'chokidar';
import { fileOfLog, logOf } from '../../shared/file-version.ts';
import { includeOf } from './discover.ts';
import type { Include } from './include.ts';
import { SpacedPaths } from './spaced-paths.ts';

/** Changes are told this long after the first of them, together, in ms. */
const GATHER_MS = 250;

/** A database whose log is written all the time is told this often, in ms: a reading looks at all of its conversations. */
const LOG_EVERY_MS = 10_000;

/** Errors that say that the system lets nobody watch more: no more watches, no more open files. */
const LIMITS: ReadonlySet<string> = new Set(['ENOSPC', 'EMFILE', 'ENFILE']);

/** Hears what happens in a source. */
export interface WatchListener {
  /** From now on every change is told; what changed before may have been missed. */
  ready(): void;
  /** Files that were written, made or removed. */
  changed(paths: readonly string[]): void;
  /** Nothing more will be told. `limit`: the system watches no more for this user; otherwise it can't watch here. */
  failed(reason: 'limit' | 'unable', message: string): void;
}

/** A watch that goes on until it is closed. */
export interface SourceWatch {
  close(): Promise<void>;
}

/** Begins to watch a folder or file: what of it `include` takes. */
export type WatchSource = (path: string, listener: WatchListener, include?: Include) => SourceWatch;

/** Watches by chokidar. */
export const watchSource: WatchSource = (path, listener, include = includeOf(path)) => {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let failed = false;
  const tell = (): void => {
    timer = undefined;
    const paths = [...changed];
    changed.clear();
    listener.changed(paths);
  };
  const note = (file: string): void => {
    changed.add(file);
    timer ??= setTimeout(tell, GATHER_MS);
  };
  const logs = new SpacedPaths(LOG_EVERY_MS, note);
  const noteAny = (file: string): void => {
    const database = fileOfLog(file);
    if (database === file) note(file);
    else logs.note(database);
  };
  const ownLog = logOf(path);
  const watcher = watchFiles(ownLog === null ? path : [path, ownLog], {
    ignoreInitial: true,
    ignorePermissionErrors: true,
    atomic: false,
    ignored: (file, stats) => {
      if (file === ownLog) return false;
      // A database's newest text lies in its log.
      const below = relative(path, fileOfLog(file)).split(sep);
      // Before it is known what it is, it may be either.
      const taken = include.takes(below);
      return file !== path && !taken && (stats?.isFile() === true || !include.enters(below));
    },
  });
  const close = async (): Promise<void> => {
    clearTimeout(timer);
    logs.close();
    await watcher.close();
  };
  watcher
    .on('ready', () => listener.ready())
    .on('add', noteAny)
    .on('change', noteAny)
    .on('unlink', noteAny)
    .on('error', (error) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      // A file that went while it was looked at, or that may not be read, is the scan's business.
      if (failed || code === 'ENOENT' || code === 'EACCES' || code === 'EPERM') return;
      failed = true;
      void close();
      listener.failed(
        LIMITS.has(code) ? 'limit' : 'unable',
        error instanceof Error ? error.message : String(error),
      );
    });
  return { close };
};
