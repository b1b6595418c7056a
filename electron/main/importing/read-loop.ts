/**
 * Reads the files that wait and stores what they hold: those that were read before and have grown, since somebody is
 * talking there, then the others, oldest first.
 */
import { setMaxListeners } from 'node:events';
import { RecollectError, toFailure } from '../../shared/errors.ts';
import { isFatal } from '../../shared/fatal-errors.ts';
import type { Library } from '../library/library.ts';
import type { FileId } from '../../shared/ids.ts';
import type { PendingFile } from '../library/file-store.ts';
import { mayBeAnything } from '../sources/include.ts';
import { BatchWriter } from './batch-writer.ts';
import type { ProgressCounter } from './progress.ts';
import type { FileTarget, ReaderClient } from './reader-client.ts';

/** Files that are asked of the library at once; then it is asked again which others have grown. */
const PAGE = 128;

/** Files, and bytes of files, that the reader is given ahead, so that it never waits for the next one. */
const AHEAD_FILES = 64;
const AHEAD_BYTES = 64 * 1024 * 1024;

/** What the loop works with. */
export interface ReadLoopParts {
  readonly library: Library;
  readonly reader: ReaderClient;
  readonly progress: ProgressCounter;
  /** Awaited between files: resolves at once unless the import is paused. */
  readonly gate: () => Promise<void>;
}

/** Reads until no file waits, also of those that come meanwhile; one that fails costs only itself. Rejects when the library can't be written. */
export async function readPendingFiles(parts: ReadLoopParts, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // Every file that is read ahead listens: Node takes more than ten listeners for a leak.
  setMaxListeners(AHEAD_FILES + 8, either);
  const reading = new FilesAhead(parts, either);
  try {
    for (let read = -1; read !== reading.begun;) {
      read = reading.begun;
      let last: PendingFile | null = null;
      for (;;) {
        // They wait in the library until they are stored.
        const begun = reading.underWay();
        const grown = await parts.library.write.grownFiles(PAGE);
        const files = await parts.library.write.pendingFiles(PAGE, last);
        const next = new Map([...grown, ...files].map((file) => [file.id, file]));
        for (const [id, file] of next) if (!begun.has(id)) await reading.begin(file);
        last = files.at(-1) ?? null;
        if (!last) break;
      }
      await reading.finished();
    }
  } catch (error) {
    stop.abort();
    await reading.ended();
    throw error;
  }
}

/** The files that are being read, wait for it, or are being stored. */
class FilesAhead {
  begun = 0;
  private readonly parts: ReadLoopParts;
  private readonly signal: AbortSignal;
  private readonly writer: BatchWriter;
  private readonly files = new Map<FileId, Promise<void>>();
  private waiting = 0;
  private waitingBytes = 0;
  private failure: { readonly error: unknown } | undefined;
  /** Wakes `begin` when a file has been read. */
  private wake: () => void = () => undefined;

  constructor(parts: ReadLoopParts, signal: AbortSignal) {
    this.parts = parts;
    this.signal = signal;
    this.writer = new BatchWriter(parts.library.write);
  }

  /** Resolves when the reader has the file. Rejects when no other may be read. */
  async begin(file: PendingFile): Promise<void> {
    while (!this.failure && this.waiting > 0 && !this.takes(file)) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    await this.parts.gate();
    if (this.failure) throw this.failure.error;
    this.signal.throwIfAborted();
    this.begun += 1;
    const done = this.file(file).catch((error: unknown) => {
      this.failure ??= { error };
      this.wake();
    });
    this.files.set(file.id, done);
    void done.then(() => this.files.delete(file.id));
  }

  /** The files that were begun and are neither stored nor given up. */
  underWay(): ReadonlySet<FileId> {
    return new Set(this.files.keys());
  }

  /** Resolves when all files are stored or have failed. Rejects when the library can't be written. */
  async finished(): Promise<void> {
    await this.ended();
    if (this.failure) throw this.failure.error;
  }

  /** Resolves when nothing is read or stored any more, however it went. */
  async ended(): Promise<void> {
    await Promise.all(this.files.values());
  }

  private takes(file: PendingFile): boolean {
    return this.waiting < AHEAD_FILES && this.waitingBytes + file.size <= AHEAD_BYTES;
  }

  /** Reads one file and waits until it is stored. */
  private async file(file: PendingFile): Promise<void> {
    const { reader, progress } = this.parts;
    progress.path = file.path;
    this.waiting += 1;
    this.waitingBytes += file.size;
    try {
      const read = reader.read(file, this.target(file), this.signal).finally(() => {
        this.waiting -= 1;
        this.waitingBytes -= file.size;
        this.wake();
      });
      const { bytes, stored } = await read;
      await stored;
      progress.read(bytes);
      progress.filesRead += 1;
      progress.filesPending = Math.max(0, progress.filesPending - 1);
    } catch (error) {
      await giveUp(this.parts, file, error);
    }
  }

  private target(file: PendingFile): FileTarget {
    const { library, progress } = this.parts;
    const before = { size: file.size, modifiedAt: file.modifiedAt };
    return {
      store: async (batch) => {
        const stored = await this.writer.store(file.id, batch, before);
        progress.messages += stored.newMessages;
        progress.skippedLines += stored.skippedLines;
      },
      reload: async () => (await library.write.pendingFile(file.id)) ?? file,
    };
  }
}

/** Notes why a file could not be read. Rejects when it isn't the file's fault. */
async function giveUp(
  { library, progress }: ReadLoopParts,
  file: PendingFile,
  error: unknown,
): Promise<void> {
  const failure = toFailure(error);
  if (isFatal(failure.code)) throw error;
  progress.filesPending = Math.max(0, progress.filesPending - 1);
  if (failure.code === 'file-vanished') return library.write.vanishFile(file.id);
  if (failure.code === 'file-empty') return library.write.finishEmptyFile(file.id);
  if (
    failure.code === 'format-unknown' &&
    mayBeAnything(file.path) &&
    (await library.write.leaveFile(file.id))
  ) {
    progress.filesLeft += 1;
    return;
  }
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
