/**
 * Which files of a zip are read.
 */
import { posix } from 'node:path';
import type { ZipEntry } from './zip-file.ts';

/** Conversations of a vendor's export, whole or in shards. */
const EXPORT = /^conversations(?:-\d+)?\.json$/i;

/** Names that histories and documents have. */
const EXTENSIONS = new Set(['.jsonl', '.json', '.md', '.markdown', '.txt', '.zst']);

/** Folders with nothing that somebody said. */
const NOT_ENTERED = new Set(['__MACOSX', 'node_modules', '.git']);

/** What is read of a zip, in the order of reading. */
export interface ChosenEntries {
  /** Conversations of exports: each must be of a known format. */
  readonly exports: readonly ZipEntry[];
  /** Everything else that may hold conversations, oldest first: what a fork repeats was said before. */
  readonly others: readonly ZipEntry[];
}

/**
 * Chooses by name. What lies beside an export's conversations, or below, belongs to the export: users, settings,
 * files that were uploaded.
 */
export function chooseEntries(entries: readonly ZipEntry[]): ChosenEntries {
  const entered = entries.filter(({ name }) => !name.split('/').some((folder) => NOT_ENTERED.has(folder)));
  const exports = entered.filter(({ name }) => EXPORT.test(posix.basename(name)));
  const folders = exports.map(({ name }) => name.slice(0, name.lastIndexOf('/') + 1));
  const others = entered.filter(
    ({ name }) =>
      EXTENSIONS.has(posix.extname(name).toLowerCase()) && !folders.some((folder) => name.startsWith(folder)),
  );
  return {
    exports: [...exports].sort(byName),
    others: [...others].sort((a, b) => a.modifiedAt - b.modifiedAt || byName(a, b)),
  };
}

function byName(a: ZipEntry, b: ZipEntry): number {
  return a.name < b.name ? -1 : 1;
}
