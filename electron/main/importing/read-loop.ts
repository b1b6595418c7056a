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
    for (const file of files) {
      await parts.gate();
      signal.throwIfAborted();
      await readOne(parts, file, signal);
      parts.progress.filesPending = Math.max(0, parts.progress.filesPending - 1);
    }
  }
}

async function readOne(parts: ReadLoopParts, file: PendingFile, signal: AbortSignal): Promise<void> {
  const { library, reader, progress } = parts;
  let current: PendingFile = file;
  for (let deaths = 0; ;) {
    try {
      const bytes = await reader.read(
        current,
        async (batch) => {
          const stored = await library.write.commitBatch(file.id, batch);
          progress.messages += stored.newMessages;
          progress.skippedLines += stored.skippedLines;
        },
        signal,
      );
      progress.read(bytes);
      progress.filesRead += 1;
      return;
    } catch (error) {
      const failure = toFailure(error);
      if (FATAL.has(failure.code)) throw error;
      if (failure.code === 'reader-failed' && ++deaths < DEATHS) {
        // What was stored before the reader died is not read again.
        current = (await library.write.pendingFile(file.id)) ?? file;
        continue;
      }
      if (failure.code === 'file-vanished') await library.write.vanishFile(file.id);
      else if (failure.code === 'file-empty') await library.write.finishEmptyFile(file.id);
      else {
        await library.write.failFile(file.id, failure);
        progress.filesFailed.push({ path: file.path, ...failure });
      }
      return;
    }
  }
}

/** The error that stopping an import ends with. */
export function cancelled(): RecollectError {
  return new RecollectError(
    'cancelled',
    'The import was stopped. What was stored stays; the next one goes on from there.',
  );
}
