/**
 * The life of each loop of background sync: it works until nothing is left to do, sleeps until it is woken, and takes
 * a failure as a reason to sleep.
 */
import { toFailure, type ErrorCode, type Failure } from '../../shared/errors.ts';
import { Wake } from './wake.ts';

/** What may pass without the user is tried again after this long, in ms: a full disk, a service that is away. */
const RETRY_AFTER_MS: Readonly<Partial<Record<ErrorCode, number>>> = {
  'disk-full': 60_000,
  'voyage-unavailable': 5 * 60_000,
};

/** A loop, and how it is. */
export class SyncLoop {
  private readonly tell: () => void;
  private readonly bell = new Wake();
  private busy = false;
  private failed: Failure | undefined;
  private retryTimer: NodeJS.Timeout | undefined;

  /** `tell` hears that it is another way than before. */
  constructor(tell: () => void) {
    this.tell = tell;
  }

  get working(): boolean {
    return this.busy;
  }

  /** What it ended with the last time, if that was a failure. */
  get failure(): Failure | undefined {
    return this.failed;
  }

  /** There is something to do, or a failure to make up for. */
  wake(): void {
    this.bell.ring();
  }

  /** Says that there is something to do, which is seen until `work` ends. Called by `work`. */
  begin(): void {
    this.be(true);
  }

  /** Calls `work` each time that it is woken, and once at first. Resolves when `signal` is aborted. */
  async run(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    const ended = (): boolean => signal.aborted;
    while (!ended()) {
      this.failed = undefined;
      try {
        await work(signal);
        this.be(false);
      } catch (error) {
        if (ended()) break;
        this.fail(toFailure(error));
      }
      await this.bell.wait(signal).catch(() => undefined);
    }
    clearTimeout(this.retryTimer);
  }

  private be(busy: boolean): void {
    if (this.busy === busy) return;
    this.busy = busy;
    this.tell();
  }

  private fail(failure: Failure): void {
    this.busy = false;
    this.failed = failure;
    this.tell();
    const retryAfter = RETRY_AFTER_MS[failure.code];
    if (retryAfter === undefined) return;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.wake(), retryAfter);
    this.retryTimer.unref();
  }
}
