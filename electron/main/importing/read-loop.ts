/**
 * Reads the files that wait, oldest first, and stores what they hold.
 */
import { RecollectError, toFailure, type ErrorCode } from '../../shared/errors.ts';
import type { Library } from '../library/library.ts';
import type { PendingFile } from '../library/file-store.ts';
import type { ProgressCounter } from './progress.ts';
import type { ReaderClient } from './reader-client.ts';

/** Files that are asked of the library at once. */
const PAGE = 64;

/** Times that the reader may die over a file before the file is given up. */
const DEATHS = 2;

/** Failures of the library or of the user's will, not of the file. */
const FATAL: ReadonlySet<ErrorCode> = new Set([
  'cancelled',
  'disk-full',
  'library-damaged',
  'library-in-use',
  'library-not-writable',
]);

/** What the loop works with. */
export interface ReadLoopParts {
  readonly library: Library;
  readonly reader: ReaderClient;
  readonly progress: ProgressCounter;
  /** Awaited between files: resolves at once unless the import is paused. */
  readonly gate: () => Promise<void>;
}

/** Reads until no file waits; one that fails costs only itself. Rejects when the library can't be written. */
export async function readPendingFiles(parts: ReadLoopParts, signal: AbortSignal): Promise<void> {
  for (;;) {
    const files = await parts.library.write.pendingFiles(PAGE);
    if (files.length === 0) return;
    // One file is read while the one before it is stored.
    let storing = Promise.resolve();
    for (const file of files) {
      await parts.gate();
      signal.throwIfAborted();
      const { stored } = await readOne(parts, file, signal);
      // It is awaited below, but may fail before.
      stored.catch(() => undefined);
      await storing;
      storing = stored;
    }
    await storing;
  }
}

/** Reads one file. Resolves when it has been read, with a promise that settles when it is stored, or has failed. */
async function readOne(
  parts: ReadLoopParts,
  file: PendingFile,
  signal: AbortSignal,
): Promise<{ stored: Promise<void> }> {
  const { library, reader, progress } = parts;
  const store = async (batch: unknown): Promise<void> => {
    const stored = await library.write.commitBatch(file.id, batch);
    progress.messages += stored.newMessages;
    progress.skippedLines += stored.skippedLines;
  };
  let current: PendingFile = file;
  for (let deaths = 0; ;) {
    try {
      const { bytes, stored } = await reader.read(current, store, signal);
      const counted = stored.then(
        () => {
          progress.read(bytes);
          progress.filesRead += 1;
          progress.filesPending = Math.max(0, progress.filesPending - 1);
        },
        (error: unknown) => giveUp(parts, file, error),
      );
      return { stored: counted };
    } catch (error) {
      deaths += 1;
      if (toFailure(error).code !== 'reader-failed' || deaths >= DEATHS) {
        return { stored: giveUp(parts, file, error) };
      }
      // What was stored before the reader died is not read again.
      current = (await library.write.pendingFile(file.id)) ?? file;
    }
  }
}

/** Notes why a file could not be read. Rejects when it isn't the file's fault. */
async function giveUp(
  { library, progress }: ReadLoopParts,
  file: PendingFile,
  error: unknown,
): Promise<void> {
  const failure = toFailure(error);
  if (FATAL.has(failure.code)) throw error;
  progress.filesPending = Math.max(0, progress.filesPending - 1);
  if (failure.code === 'file-vanished') return library.write.vanishFile(file.id);
  if (failure.code === 'file-empty') return library.write.finishEmptyFile(file.id);
  await library.write.failFile(file.id, failure);
  progress.filesFailed.push({ path: file.path, ...failure });
}

/** The error that stopping an import ends with. */
export function cancelled(): RecollectError {
  return new RecollectError(
    'cancelled',
    'The import was stopped. What was stored stays; the next one goes on from there.',
  );
}
