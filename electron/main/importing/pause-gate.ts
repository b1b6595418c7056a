/**
 * Holds loops back while an import is paused.
 */

/** Open until `pause` is called. */
export class PauseGate {
  private opened: Promise<void> | undefined;
  private open: () => void = () => undefined;

  get paused(): boolean {
    return this.opened !== undefined;
  }

  pause(): void {
    this.opened ??= new Promise((resolve) => (this.open = resolve));
  }

  resume(): void {
    this.open();
    this.opened = undefined;
  }

  /** Resolves when the gate is open, or rejects when `signal` is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    while (this.opened) {
      signal.throwIfAborted();
      let leave = (): void => undefined;
      const aborted = new Promise<void>((resolve) => (leave = () => resolve()));
      signal.addEventListener('abort', leave);
      await Promise.race([this.opened, aborted]);
      signal.removeEventListener('abort', leave);
    }
    signal.throwIfAborted();
  }
}
