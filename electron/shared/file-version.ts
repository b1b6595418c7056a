/**
 * What tells one version of a source file from another: its size and time. Of a database in use, the newest pages are
 * not in its file but in the write-ahead log beside it, until SQLite moves them: the version is that of both.
 */

/** Size in bytes; `modifiedAt` in ms since 1970. */
export interface FileVersion {
  readonly size: number;
  readonly modifiedAt: number;
}

/** What of the file system's answer matters. */
interface FileStats {
  readonly size: number;
  readonly mtimeMs: number;
}

/** How programs name their databases. */
const DATABASE = /\.(?:vscdb|db|sqlite3?)$/i;

/** What SQLite adds to the name of a database to name its log (https://sqlite.org/wal.html). */
const LOG = '-wal';

/** The path of the write-ahead log that a file may have beside it; null for what is not named like a database. */
export function logOf(path: string): string | null {
  return DATABASE.test(path) ? `${path}${LOG}` : null;
}

/** The path of the database that `path` is the log of; any other path as it is. */
export function fileOfLog(path: string): string {
  const file = path.slice(0, -LOG.length);
  return logOf(file) === path ? file : path;
}

/** The version of a file, with its log where it has one. */
export function versionOf(file: FileStats, log: FileStats | null): FileVersion {
  if (!log) return { size: file.size, modifiedAt: file.mtimeMs };
  return { size: file.size + log.size, modifiedAt: Math.max(file.mtimeMs, log.mtimeMs) };
}
