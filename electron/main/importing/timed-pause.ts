/**
 * A pause that ends when its user says so, or at a time.
 */
import { PauseGate } from './pause-gate.ts';

/** Holds loops back while it lasts. */
export class TimedPause {
  private readonly gate = new PauseGate();
  private readonly now: () => number;
  private readonly changed: () => void;
  private end: number | null = null;
  private timer: NodeJS.Timeout | undefined;

  /** `changed` hears that it began or ended. */
  constructor(now: () => number, changed: () => void) {
    this.now = now;
    this.changed = changed;
  }

  get paused(): boolean {
    return this.gate.paused;
  }

  /** When it ends by itself, in ms since 1970; null: it doesn't. */
  get until(): number | null {
    return this.end;
  }

  pause(until: number | null): void {
    clearTimeout(this.timer);
    this.end = until;
    this.gate.pause();
    if (until !== null) {
      this.timer = setTimeout(() => this.resume(), Math.max(0, until - this.now()));
      this.timer.unref();
    }
    this.changed();
  }

  resume(): void {
    clearTimeout(this.timer);
    this.end = null;
    this.gate.resume();
    this.changed();
  }

  /** The machine slept, and timers with it: ends a pause whose time has come. */
  catchUp(): void {
    if (this.end !== null && this.now() >= this.end) this.resume();
  }

  /** Holds everything back for good, and tells nobody. */
  close(): void {
    clearTimeout(this.timer);
    this.gate.pause();
  }

  /** Resolves when there is no pause, or rejects when `signal` is aborted. */
  wait(signal: AbortSignal): Promise<void> {
    return this.gate.wait(signal);
  }
}
