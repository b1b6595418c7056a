/**
 * One program at a time writes a library. The lock is SQLite's own, on a file beside the library: the operating
 * system lets go of it when the process ends, however it ends, so there is no stale lock to clean up.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { RecollectError } from '../../shared/errors.ts';
import { fromSqliteError } from './sqlite-errors.ts';

/** A lock that is held until it is released or the process ends. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the lock of the library at `libraryPath`.
 *
 * @throws RecollectError `library-in-use`, naming the process that holds it.
 */
export function takeWriterLock(libraryPath: string): WriterLock {
  const holderPath = `${libraryPath}.holder`;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(`${libraryPath}.lock`);
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const known = fromSqliteError(error, libraryPath);
    if (known instanceof RecollectError && known.code === 'library-in-use') {
      throw new RecollectError(
        'library-in-use',
        `The library ${libraryPath} is in use by ${holder(holderPath)}. Close it first.`,
      );
    }
    throw known;
  }
  const held = database;
  try {
    writeFileSync(holderPath, String(process.pid));
  } catch (error) {
    held.close();
    throw fromSqliteError(error, libraryPath);
  }
  return { release: () => held.close() };
}

function holder(path: string): string {
  try {
    return `another Recollect (process ${readFileSync(path, 'utf8').trim()})`;
  } catch {
    // The holder has taken the lock but not yet written its name.
    return 'another Recollect';
  }
}
