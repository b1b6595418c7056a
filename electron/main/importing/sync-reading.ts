/**
 * What the reading loop of background sync does: reads the files that wait, and lets the reader process go when it had
 * nothing to read for a while.
 */
import type { Engine } from '../engine.ts';
import type { PauseGate } from './pause-gate.ts';
import { readPendingFiles } from './read-loop.ts';
import type { SyncLoop } from './sync-loop.ts';
import type { TimedPause } from './timed-pause.ts';

/** The reader process is ended when it had nothing to read for this long, in ms. */
const READER_IDLE_MS = 30_000;

/** What reading works with. */
export interface ReadingParts {
  readonly engine: Pick<Engine, 'library' | 'reader' | 'progressCounter'>;
  readonly loop: SyncLoop;
  readonly pause: TimedPause;
  /** Is held closed while there is something to read. */
  readonly embedding: PauseGate;
  /** Hears that texts were stored that may need vectors. */
  readonly stored: () => void;
  /** Hears that nothing is left to read. */
  readonly read: () => void;
}

/** Reads files. */
export class SyncReading {
  private readonly parts: ReadingParts;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(parts: ReadingParts) {
    this.parts = parts;
  }

  /** Works until no file waits. */
  async work(signal: AbortSignal): Promise<void> {
    const { engine, loop, pause, embedding, stored, read } = this.parts;
    const { library, reader, progressCounter: progress } = engine;
    const gate = async (): Promise<void> => {
      await pause.wait(signal);
      clearTimeout(this.idleTimer);
      loop.begin();
      // Embedding waits while there is something to read: both want the processor, and words are found at once.
      embedding.pause();
    };
    const before = progress.messages;
    try {
      await readPendingFiles({ library, reader, progress, gate }, signal);
    } finally {
      if (progress.messages !== before) stored();
      embedding.resume();
    }
    if (loop.working) {
      progress.filesPending = 0;
      progress.path = null;
      this.idleTimer = setTimeout(() => reader.stop(), READER_IDLE_MS);
      this.idleTimer.unref();
    }
    read();
  }

  /** Leaves the reader process to others. */
  close(): void {
    clearTimeout(this.idleTimer);
  }
}
