/**
 * How fast something goes, over the last while.
 */

interface Sample {
  readonly at: number;
  readonly total: number;
}

/** A rate over a sliding window. Feed it running totals. */
export class MovingRate {
  private readonly windowMs: number;
  private readonly samples: Sample[] = [];

  constructor(windowMs = 20_000) {
    this.windowMs = windowMs;
  }

  /** Notes that `total` was reached at `at` (ms). */
  note(at: number, total: number): void {
    this.samples.push({ at, total });
    this.forget(at);
  }

  /** Units a second in the window that ends at `now` (ms); 0 while nothing is known, and when nothing has come. */
  perSecond(now: number): number {
    this.forget(now);
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at <= first.at) return 0;
    return ((last.total - first.total) * 1000) / (Math.max(now, last.at) - first.at);
  }

  /** Drops what is older than the window; the newest of those stays as its beginning. */
  private forget(now: number): void {
    while (this.samples.length > 1 && now - (this.samples[1]?.at ?? now) >= this.windowMs)
      this.samples.shift();
  }
}
