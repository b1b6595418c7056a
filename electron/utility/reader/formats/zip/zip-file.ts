/**
 * Opens a zip, and refuses what is hostile or can't be read with a sentence that says why.
 */
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { RecollectError } from '../../../../shared/errors.ts';
import { BrokenEntryError } from './entry-bytes.ts';

/** A file in a zip. Sizes in bytes, `modifiedAt` in ms since 1970. */
export interface ZipEntry {
  /** Path inside of the zip, with `/`; it leads nowhere else. */
  readonly name: string;
  /** Unpacked, as the zip says; unpacking more is an error. */
  readonly size: number;
  readonly packedSize: number;
  readonly modifiedAt: number;
  /** Byte offset in the zip. */
  readonly offset: number;
  readonly crc32: number;
  readonly encrypted: boolean;
}

/** What one zip may hold. Sizes in bytes. */
export interface ZipLimits {
  /** The zip's directory is held in memory. */
  readonly entries: number;
  /** All that is read, unpacked. */
  readonly total: number;
  /** Unpacked to packed size, once `unsuspicious` bytes are passed: histories pack at most some 50 to 1. */
  readonly ratio: number;
  readonly unsuspicious: number;
}

/** A year of heavy use is some 2 GB; deflate packs zeros 1,032 to 1. */
const LIMITS: ZipLimits = {
  entries: 50_000,
  total: 64 * 2 ** 30,
  ratio: 200,
  unsuspicious: 64 * 2 ** 20,
};

/** An open zip. */
export interface Zip {
  readonly entries: readonly ZipEntry[];
  /** @throws RecollectError `zip-encrypted`, `zip-refused` if `chosen` can't or may not be read. */
  check(chosen: readonly ZipEntry[]): void;
  /** The unpacked bytes of a file. @throws BrokenEntryError */
  open(entry: ZipEntry): Promise<Readable>;
  close(): void;
}

/**
 * Opens the zip at `path`, which has `size` bytes. Other limits than what is sensible are for tests.
 *
 * @throws RecollectError `zip-damaged`, `zip-encrypted`, `zip-refused`.
 */
export async function openZip(path: string, size: number, limits: ZipLimits = LIMITS): Promise<Zip> {
  let file: ZipFile | undefined;
  const entries = new Map<ZipEntry, Entry>();
  try {
    file = await openPromise(path, { lazyEntries: true, autoClose: false });
    if (file.entryCount > limits.entries) throw tooManyEntries(file.entryCount, limits);
    for await (const entry of file.eachEntry()) {
      if (!entry.fileName.endsWith('/')) entries.set(zipEntry(entry), entry);
      if (entries.size > limits.entries) throw tooManyEntries(entries.size, limits);
    }
  } catch (error) {
    file?.close();
    throw fromZipError(error);
  }
  const opened = file;
  return {
    entries: [...entries.keys()],
    check: (chosen) => checkEntries(chosen, size, limits),
    open: async (entry) => {
      const known = entries.get(entry);
      if (!known) throw new RecollectError('internal', 'The file is in another zip.');
      try {
        return await opened.openReadStreamPromise(known);
      } catch (error) {
        throw new BrokenEntryError('The file in the zip is damaged.', { cause: error });
      }
    },
    close: () => opened.close(),
  };
}

function zipEntry(entry: Entry): ZipEntry {
  return {
    name: entry.fileName,
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    modifiedAt: entry.getLastModDate().getTime(),
    offset: entry.relativeOffsetOfLocalHeader,
    crc32: entry.crc32,
    encrypted: entry.isEncrypted(),
  };
}

function checkEntries(chosen: readonly ZipEntry[], size: number, limits: ZipLimits): void {
  const encrypted = chosen.find((entry) => entry.encrypted);
  if (encrypted) {
    throw new RecollectError(
      'zip-encrypted',
      `The zip is protected by a password (${encrypted.name}). Unpack it and import the folder.`,
    );
  }
  const packed = chosen.reduce((sum, entry) => sum + entry.packedSize, 0);
  const unpacked = chosen.reduce((sum, entry) => sum + entry.size, 0);
  // Files that share their packed bytes: each looks harmless, all of them together don't end.
  if (packed > size) throw refused('its files lie over each other');
  if (unpacked > limits.total) {
    throw refused(
      `it would unpack to ${gigabytes(unpacked)} GB, and ${gigabytes(limits.total)} are the limit`,
    );
  }
  if (unpacked > limits.unsuspicious && unpacked > packed * limits.ratio) {
    throw refused(`it unpacks to more than ${limits.ratio} times its size, which no history does`);
  }
}

function tooManyEntries(count: number, limits: ZipLimits): RecollectError {
  return refused(
    `it holds ${count} files, and ${limits.entries} are the limit. Unpack it and import the folder`,
  );
}

function refused(why: string): RecollectError {
  return new RecollectError('zip-refused', `The zip was not read: ${why}.`);
}

function fromZipError(error: unknown): unknown {
  if (error instanceof RecollectError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/invalid relative path|absolute path|invalid characters in fileName/.test(message)) {
    return refused(`a file in it points outside of it (${message})`);
  }
  if (/encrypt/i.test(message)) {
    return new RecollectError(
      'zip-encrypted',
      'The zip is protected by a password. Unpack it and import the folder.',
    );
  }
  return new RecollectError(
    'zip-damaged',
    `The zip is damaged or was not downloaded to its end: ${message.replace(/\.+$/, '')}. Download it again.`,
    { cause: error },
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
