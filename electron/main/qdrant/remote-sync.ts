/**
 * Keeps a collection in step with the library, pass after pass. A server that is away is waited for; imports don't
 * notice.
 */
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { RecollectError, toFailure, type Failure } from '../../shared/errors.ts';
import { Wake } from '../importing/wake.ts';
import { SyncPass, type SyncPassParts } from './sync-pass.ts';

/** How often the library is looked at without being told that something changed, in ms. */
const LOOK_MS = 15_000;

/**
 * The library is looked at no sooner than this after the last time, in ms, and this many times as long as looking took:
 * finding what waits in a large one is work, however little waits. What sending takes doesn't count.
 */
const REST_MS = 500;
const REST_SHARE = 4;

/** How long a server is left alone that failed, in ms: at first, doubled each time, and at most. */
const RETRY = { firstMs: 500, mostMs: 60_000 };

/** What the collection is doing, in points of this machine. */
export type RemoteState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'catching-up'; readonly pending: number; readonly sent: number }
  | { readonly phase: 'in-step'; readonly sent: number }
  | { readonly phase: 'away'; readonly pending: number; readonly failure: Failure };

/** What the sync works with. `retry`: how long a server is left alone that failed. */
export interface RemoteSyncParts extends SyncPassParts {
  readonly retry?: typeof RETRY;
}

/** Keeps one collection in step. */
export class RemoteSync {
  private readonly pass: SyncPass;
  private readonly retrying: typeof RETRY;
  private readonly abort = new AbortController();
  private readonly wake = new Wake();
  private readonly again = new Wake();
  private readonly listeners = new Set<() => void>();
  private current: RemoteState = { phase: 'connecting' };
  private passing: Promise<void> | undefined;
  private loop: Promise<void> | undefined;

  constructor({ retry = RETRY, ...parts }: RemoteSyncParts) {
    this.pass = new SyncPass(parts);
    this.retrying = retry;
  }

  state(): RemoteState {
    return this.current;
  }

  /** Calls the listener when the state is another, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Points that the server refused for good in this run. */
  get refusedPoints(): number {
    return this.pass.refusedPoints;
  }

  /** Keeps in step from now on, until `stop`. */
  start(): void {
    this.loop ??= this.run();
  }

  /** Something was stored or removed. */
  notice(): void {
    this.wake.ring();
  }

  /** A server that is away is to be tried now. */
  retry(): void {
    this.again.ring();
    this.wake.ring();
  }

  /**
   * Brings the collection in step once.
   *
   * @throws RecollectError `qdrant-...`: what was sent until then stays.
   */
  catchUp(): Promise<void> {
    this.passing ??= this.passOnce(this.abort.signal).finally(() => (this.passing = undefined));
    return this.passing;
  }

  /**
   * Brings the collection in step with all that was stored until now, or finds that it can't. What `signal` gives up is
   * no longer waited for.
   */
  async settled(signal: AbortSignal): Promise<RemoteState> {
    const givenUp = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.catchUpAnew(), givenUp]);
    return this.current;
  }

  /** A pass that is under way may have looked before the last was stored. Its failure is in the state. */
  private async catchUpAnew(): Promise<void> {
    await this.passing?.catch(() => undefined);
    await this.catchUp().catch(() => undefined);
  }

  /** Ends; what is in flight is given up: it is sent again the next time. */
  async stop(): Promise<void> {
    this.abort.abort(new RecollectError('cancelled', 'Recollect was closed.'));
    await Promise.allSettled([this.loop, this.passing]);
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.catchUp();
        failures = 0;
        await delay(Math.max(REST_MS, REST_SHARE * this.pass.lookMs), signal);
        await ringWithin(this.wake, LOOK_MS, signal);
      } catch {
        // It is in the state. What is stored meanwhile doesn't bring a server back.
        failures += 1;
        await ringWithin(this.again, retryAfter(failures, this.retrying), signal);
      }
    }
  }

  private async passOnce(signal: AbortSignal): Promise<void> {
    try {
      const sent = await this.pass.run(
        (progress) => this.become({ phase: 'catching-up', ...progress }),
        signal,
      );
      this.become({ phase: 'in-step', sent });
    } catch (error) {
      if (!signal.aborted) {
        this.become({ phase: 'away', pending: await this.pass.pending(), failure: toFailure(error) });
      }
      throw error;
    }
  }

  private become(state: RemoteState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

function retryAfter(failures: number, { firstMs, mostMs }: typeof RETRY): number {
  const ms = Math.min(mostMs, firstMs * 2 ** (failures - 1));
  // Many machines that lost one server should not come back all at once.
  return ms * (0.75 + Math.random() / 2);
}

/** Waits, or until the signal comes. */
async function delay(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeoutPromise(ms, undefined, { signal }).catch(() => undefined);
}

/** Waits for a bell, or at most so long. */
async function ringWithin(wake: Wake, ms: number, signal: AbortSignal): Promise<void> {
  const timer = setTimeout(() => wake.ring(), ms);
  await wake.wait(signal).catch(() => undefined);
  clearTimeout(timer);
}
