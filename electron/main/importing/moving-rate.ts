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
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) > this.windowMs) this.samples.shift();
  }

  /** Units a second, 0 while nothing is known. */
  perSecond(): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at <= first.at) return 0;
    return ((last.total - first.total) * 1000) / (last.at - first.at);
  }
}
