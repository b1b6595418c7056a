/**
 * Embedder processes and a clock that a test plays by hand, for the pool.
 */
import type {
  ChildExit,
  ChildListener,
  ChildPriority,
  ChildProcess,
  ChildStarter,
} from '../../electron/shared/child-process.ts';
import type { EmbedderRequest } from '../../electron/shared/embedder-protocol.ts';
import { DIMENSIONS, soundVectors } from './slot-world.ts';

/** A process that does what the test says. */
export class FakeEmbedder implements ChildProcess {
  readonly pid: number;
  readonly args: readonly string[];
  readonly requests: EmbedderRequest[] = [];
  killed = false;
  gone = false;
  rssMb = 150;
  priority: ChildPriority | null = null;
  /** Whether the system lets its priority be raised again. */
  private readonly mayRise: boolean;
  private readonly listener: ChildListener;

  constructor(pid: number, args: readonly string[], listener: ChildListener, mayRise: boolean) {
    this.mayRise = mayRise;
    this.pid = pid;
    this.args = args;
    this.listener = listener;
  }

  get generation(): number {
    return Number(this.args[this.args.indexOf('--generation') + 1]);
  }

  /** Requests that it has not answered. */
  get embeds(): Extract<EmbedderRequest, { type: 'embed' }>[] {
    return this.requests.filter((request) => request.type === 'embed');
  }

  post(message: unknown): void {
    this.requests.push(message as EmbedderRequest);
  }

  kill(): void {
    this.killed = true;
  }

  setPriority(priority: ChildPriority): boolean {
    if (this.priority === 'lowest' && priority !== 'lowest' && !this.mayRise) return false;
    this.priority = priority;
    return true;
  }

  /** Sends a message to the pool, and lets it be heard. */
  async say(message: object): Promise<void> {
    this.listener.message({ generation: this.generation, ...message });
    await settled();
  }

  ready(): Promise<void> {
    return this.say({ type: 'ready', rssMb: this.rssMb, dimensions: DIMENSIONS });
  }

  /** Answers its oldest request; each text has one token. */
  async answer(at = 0): Promise<void> {
    const request = this.embeds[at];
    if (!request) throw new Error(`Process ${this.pid} has no request to answer.`);
    this.requests.splice(this.requests.indexOf(request), 1);
    const { length } = request.texts;
    const vectors = soundVectors(length);
    await this.say({ type: 'embedded', batch: request.batch, vectors, tokens: length, rssMb: this.rssMb });
  }

  async exit(exit: ChildExit = { code: null, signal: 'SIGKILL' }): Promise<void> {
    this.gone = true;
    this.listener.exited(exit);
    await settled();
  }
}

/** Starts such processes. */
export class FakeStarter implements ChildStarter {
  readonly started: FakeEmbedder[] = [];
  prioritiesMayRise = true;

  start(_role: string, args: readonly string[], listener: ChildListener): FakeEmbedder {
    const child = new FakeEmbedder(1_000 + this.started.length, args, listener, this.prioritiesMayRise);
    this.started.push(child);
    return child;
  }

  /** Those that run. */
  get alive(): FakeEmbedder[] {
    return this.started.filter(({ gone }) => !gone);
  }

  /** Lets every process get ready, and do what it was asked, until nothing is left to do. */
  async playAll(): Promise<void> {
    for (let round = 0; round < 100; round += 1) {
      let quiet = true;
      for (const child of this.alive) {
        if (child.killed || child.requests.some(({ type }) => type === 'exit')) {
          await child.exit({ code: 0, signal: null });
          quiet = false;
        } else if (child.embeds.length > 0) {
          await child.answer();
          quiet = false;
        }
      }
      if (quiet) return;
    }
  }
}

/** A clock that stands still until it is told to go on. */
export class FakeClock {
  now = 1_000_000;
  private readonly timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  readonly schedule = (callback: () => void, delayMs: number): (() => void) => {
    const timer = { at: this.now + delayMs, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** Lets time pass, timer by timer. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const next = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.callback();
      await settled();
    }
    this.now = end;
  }
}

/** Lets promises that are settled be heard. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
