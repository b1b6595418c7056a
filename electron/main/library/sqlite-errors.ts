/**
 * Turns SQLite's result codes, and the system's errors beside them, into the project's errors.
 * Codes: https://sqlite.org/rescode.html
 */
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';

const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const meanings: ReadonlyMap<number, readonly [ErrorCode, (path: string) => string]> = new Map([
  [
    BUSY,
    ['library-in-use', (path) => `Another program is writing the library ${path}. Close it and try again.`],
  ],
  [
    READONLY,
    [
      'library-not-writable',
      (path) => `The library ${path} is read-only. Allow writing to it or choose another --data-dir.`,
    ],
  ],
  [
    IOERR,
    [
      'library-not-writable',
      (path) => `The disk that holds the library ${path} does not read or write as it should.`,
    ],
  ],
  [
    CORRUPT,
    [
      'library-damaged',
      (path) =>
        `The library ${path} is damaged. Move it away and import again, or restore the backup beside it.`,
    ],
  ],
  [
    FULL,
    [
      'disk-full',
      (path) => `The disk that holds the library ${path} is full. Free some room; nothing was lost.`,
    ],
  ],
  [
    CANTOPEN,
    [
      'library-not-writable',
      (path) => `The library ${path} can't be opened. Check that its folder exists and may be written.`,
    ],
  ],
  [
    NOTADB,
    [
      'library-damaged',
      (path) =>
        `${path} is not a library of Recollect, or it is damaged. Move it away and import again, or put a backup in its place.`,
    ],
  ],
] as const);

/** The same for files beside the library, which Node writes. */
const systemMeanings: ReadonlyMap<unknown, number> = new Map([
  ['EACCES', READONLY],
  ['EPERM', READONLY],
  ['EROFS', READONLY],
  ['EDQUOT', FULL],
  ['ENOSPC', FULL],
]);

/** The error as a `RecollectError` where its meaning is known; `path` is the library that it happened to. */
export function fromSqliteError(thrown: unknown, path: string): unknown {
  const meaning = meanings.get(resultCodeOf(thrown));
  if (!meaning) return thrown;
  const [code, sentence] = meaning;
  return new RecollectError(code, sentence(path), { cause: thrown });
}

/** SQLite's code for what was thrown; 0 where there is none. */
function resultCodeOf(thrown: unknown): number {
  if (!(thrown instanceof Error)) return 0;
  // Extended codes carry the primary one in their low byte.
  if ('errcode' in thrown && typeof thrown.errcode === 'number') return thrown.errcode & 0xff;
  return ('code' in thrown ? systemMeanings.get(thrown.code) : undefined) ?? 0;
}
