/**
 * What the library holds, in numbers that are cheap to show ten times a second: counted now and then, kept up by
 * what an import says between two counts.
 */
import type { Engine } from '../engine.ts';
import type { LibraryCounts } from '../library/library-counts.ts';
import type { IndexProgress } from '../library/vector-store.ts';

/** Counting takes at most this share of the time, and is never done more often than once in so many ms. */
const COUNTING_SHARE = 1 / 20;
const COUNT_MS = 1_000;

/** Totals. */
export interface Totals {
  readonly counts: LibraryCounts;
  readonly index: IndexProgress;
}

const NOTHING: LibraryCounts = {
  files: { total: 0, done: 0, pending: 0, failed: 0 },
  conversations: 0,
  messages: 0,
  chunks: 0,
  skippedLines: 0,
};

/** Counts a library when it has changed. */
export class LibraryTotals {
  private readonly engine: Engine;
  private readonly now: () => number;
  private readonly counted: () => void;
  private counts = NOTHING;
  private messagesAtCount = 0;
  private countedAt = -Infinity;
  private tookMs = 0;
  private counting: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private again = false;

  /** `counted` hears of every count. */
  constructor(engine: Engine, now: () => number, counted: () => void) {
    this.engine = engine;
    this.now = now;
    this.counted = counted;
  }

  /** The totals as far as they are known. */
  current(): Totals {
    const { messages, index } = this.engine.progressCounter;
    const since = messages - this.messagesAtCount;
    return { counts: { ...this.counts, messages: this.counts.messages + since }, index };
  }

  /** The library has changed: counts as soon as that is not too often. */
  want(): void {
    this.again = true;
    if (this.timer || this.counting) return;
    const wait = Math.max(COUNT_MS, this.tookMs / COUNTING_SHARE);
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.refresh();
      },
      Math.max(0, this.countedAt + wait - this.now()),
    );
    this.timer.unref();
  }

  /** Counts now. Resolves when it is done; what fails is left for the next time. */
  async refresh(): Promise<void> {
    this.again = false;
    this.counting ??= this.count()
      .catch(() => undefined)
      .finally(() => {
        this.counting = undefined;
        this.counted();
        if (this.again) this.want();
      });
    await this.counting;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async count(): Promise<void> {
    const { library, progressCounter: progress } = this.engine;
    const started = this.now();
    const { messages } = progress;
    try {
      this.counts = await library.read.counts();
      this.messagesAtCount = messages;
      await this.engine.countIndex();
    } finally {
      this.countedAt = this.now();
      this.tookMs = this.countedAt - started;
    }
  }
}
