/**
 * Lets a loop sleep until there is something to do.
 */

/** A bell: rung while nobody waits, it lets the next one who waits pass at once. */
export class Wake {
  private rung = false;
  private release: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.release?.();
  }

  /** Resolves when it has been rung. @throws the reason of `signal` when it is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const release = (): void => {
          signal.removeEventListener('abort', release);
          resolve();
        };
        this.release = release;
        signal.addEventListener('abort', release);
      });
      this.release = undefined;
    }
    this.rung = false;
    signal.throwIfAborted();
  }
}
