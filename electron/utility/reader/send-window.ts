/**
 * How far the reader may be ahead of what main has stored.
 */

/** Counts what was sent and isn't acknowledged yet; one for all jobs of the process. */
export class SendWindow {
  private readonly limit: number;
  /** Bytes of each batch that waits, oldest first. */
  private readonly sizes: number[] = [];
  private waiting = 0;
  private wake: () => void = () => undefined;

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  sent(bytes: number): void {
    this.sizes.push(bytes);
    this.waiting += bytes;
  }

  /** The oldest `batches` are stored. */
  acknowledge(batches: number): void {
    for (const bytes of this.sizes.splice(0, batches)) this.waiting -= bytes;
    this.wake();
  }

  /** Resolves when another batch may be sent, or when `signal` is aborted. One caller at a time. */
  async room(signal: AbortSignal): Promise<void> {
    const abort = (): void => this.wake();
    signal.addEventListener('abort', abort, { once: true });
    while (this.waiting >= this.limit && !signal.aborted) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    signal.removeEventListener('abort', abort);
  }
}
