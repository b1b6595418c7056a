/**
 * Tells paths at once when they are noted, but none of them more often than every so many ms.
 */

/** Until it is closed. */
export class SpacedPaths {
  private readonly everyMs: number;
  private readonly tell: (path: string) => void;
  /** Paths that were told a short while ago, and whether they were noted since. */
  private readonly resting = new Map<string, { readonly timer: NodeJS.Timeout; noted: boolean }>();

  constructor(everyMs: number, tell: (path: string) => void) {
    this.everyMs = everyMs;
    this.tell = tell;
  }

  /** Tells the path: now, or when it has rested. */
  note(path: string): void {
    const rest = this.resting.get(path);
    if (rest) {
      rest.noted = true;
      return;
    }
    const timer = setTimeout(() => {
      const noted = this.resting.get(path)?.noted === true;
      this.resting.delete(path);
      if (noted) this.note(path);
    }, this.everyMs);
    timer.unref();
    this.resting.set(path, { timer, noted: false });
    this.tell(path);
  }

  /** Tells nothing more. */
  close(): void {
    for (const { timer } of this.resting.values()) clearTimeout(timer);
    this.resting.clear();
  }
}
