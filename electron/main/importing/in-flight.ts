/**
 * Work that is under way, for whoever waits until none is.
 */

/** Counts work. */
export class InFlight {
  private count = 0;
  private readonly waiting: (() => void)[] = [];

  /** Counts `work` until it ends, however it ends, and gives its outcome. */
  async during<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
    this.count += 1;
    try {
      return await work();
    } finally {
      this.count -= 1;
      if (this.count === 0) for (const resolve of this.waiting.splice(0)) resolve();
    }
  }

  /** Resolves as soon as nothing is under way. */
  none(): Promise<void> {
    if (this.count === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
