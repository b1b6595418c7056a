/**
 * Moves a damaged library out of the way, so that a new one can be begun: nothing of the old one is changed.
 */
import { rename } from 'node:fs/promises';
import { libraryPath, originalsFolder } from '../settings/data-directory.ts';
import { Connection } from './connection.ts';

/** Files that SQLite keeps beside a database, which are nothing without it. It comes last: until then it is not moved. */
const PARTS = ['-wal', '-shm', ''];

/**
 * Moves the library of a data folder aside, with the copies of original files that only it knows. Resolves with where
 * it is now. `thread` is the entry file of the library's threads.
 *
 * @throws RecollectError `library-in-use`, or the system's error where something can't be moved.
 */
export async function setLibraryAside(
  dataDirectory: string,
  thread: URL,
  now: Date = new Date(),
): Promise<string> {
  const path = libraryPath(dataDirectory);
  const originals = originalsFolder(dataDirectory);
  const mark = `.damaged-${now.toISOString().replaceAll(':', '-')}`;
  const lock = await Connection.open('lock', path, thread);
  try {
    // A new library knows none of the copies, and would remove them.
    await move(originals, `${originals}${mark}`);
    for (const part of PARTS) await move(`${path}${part}`, `${path}${mark}${part}`);
    return `${path}${mark}`;
  } finally {
    await lock.close();
  }
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}
