/**
 * Connections to the library's threads: requests by name, answered in order.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';
import type { Remote } from './library-operations.ts';
import type { ThreadMode } from './library-thread.ts';

const replySchema = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({
    id: z.int(),
    ok: z.literal(false),
    error: z.object({ code: z.custom<ErrorCode>((code) => typeof code === 'string'), message: z.string() }),
  }),
]);

/** Somebody who answers requests by name. */
interface Answering {
  request(name: string, args: unknown[]): Promise<unknown>;
}

/** The operations of a connection as methods that ask it. */
export function remote<Operations extends Record<string, (...args: never[]) => unknown>>(
  connection: Answering,
): Remote<Operations> {
  // A method a name: the one place where a type stands for what the other side is known to offer.
  return new Proxy({} as Remote<Operations>, {
    get: (_target, name) => {
      // A promise that resolves to the library looks for `then`.
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: unknown[]) => connection.request(name, args);
    },
  });
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** What a request whose caller has lost interest says to the thread, which then leaves it out. */
export const DROPPED = 1;

/** A thread's heap: V8 collects early in a small one, and nothing here holds more than a batch or a page. */
const THREAD_MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

/** One thread with one connection. Requests are answered in order. */
export class Connection implements Answering {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private gone: Error | undefined;

  static async open(mode: ThreadMode, path: string, thread: URL): Promise<Connection> {
    const connection = new Connection(
      new Worker(thread, { workerData: { mode, path }, resourceLimits: THREAD_MEMORY }),
    );
    try {
      await connection.answer(0);
      return connection;
    } catch (error) {
      // Its thread would keep the process alive.
      await connection.worker.terminate();
      throw error;
    }
  }

  private constructor(worker: Worker) {
    this.worker = worker;
    worker.on('message', (message: unknown) => this.settle(message));
    worker.on('error', (error: Error) => this.fail(error));
    worker.on('exit', () => this.fail(new RecollectError('internal', 'The library was closed.')));
  }

  async close(): Promise<void> {
    if (!this.gone) await this.request('close', []);
    await this.worker.terminate();
  }

  /** Asks; with an AbortSignal as the last argument, one that has not begun when it says so is left out. */
  request(name: string, args: unknown[]): Promise<unknown> {
    const signal = args.at(-1);
    const id = this.nextId;
    this.nextId += 1;
    if (!(signal instanceof AbortSignal)) {
      const answer = this.answer(id);
      this.worker.postMessage({ id, name, args });
      return answer;
    }
    return this.cancellable(signal, id, (dropped) =>
      this.worker.postMessage({ id, name, args: args.slice(0, -1), dropped }),
    );
  }

  private async cancellable(
    signal: AbortSignal,
    id: number,
    post: (dropped: Int32Array) => void,
  ): Promise<unknown> {
    if (signal.aborted) throw cancelled();
    // Shared, since a message that says so would be read after the request.
    const dropped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const drop = (): void => {
      Atomics.store(dropped, 0, DROPPED);
      this.waiting.get(id)?.reject(cancelled());
    };
    signal.addEventListener('abort', drop, { once: true });
    try {
      const answer = this.answer(id);
      post(dropped);
      return await answer;
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  private answer(id: number): Promise<unknown> {
    if (this.gone) return Promise.reject(this.gone);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  private settle(message: unknown): void {
    const reply = replySchema.parse(message);
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(new RecollectError(reply.error.code, reply.error.message));
  }

  private fail(error: Error): void {
    this.gone ??= error;
    for (const waiting of this.waiting.values()) waiting.reject(this.gone);
    this.waiting.clear();
  }
}

function cancelled(): RecollectError {
  return new RecollectError('cancelled', 'The question was cancelled.');
}

/** A connection that is opened when it is asked, and closed when it has not been asked for a while. */
export class LateConnection implements Answering {
  private readonly open: () => Promise<Connection>;
  private readonly restMs: number;
  private connection: Promise<Connection> | undefined;
  private asked = 0;
  private resting: NodeJS.Timeout | undefined;

  constructor(open: () => Promise<Connection>, restMs: number) {
    this.open = open;
    this.restMs = restMs;
  }

  async request(name: string, args: unknown[]): Promise<unknown> {
    clearTimeout(this.resting);
    this.asked += 1;
    try {
      return await (await this.opened()).request(name, args);
    } finally {
      this.asked -= 1;
      if (this.asked === 0) this.rest();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.resting);
    const { connection } = this;
    this.connection = undefined;
    await (await connection?.catch(() => undefined))?.close();
  }

  private async opened(): Promise<Connection> {
    this.connection ??= this.open();
    try {
      return await this.connection;
    } catch (error) {
      // What failed to open is tried again by the next request.
      this.connection = undefined;
      throw error;
    }
  }

  private rest(): void {
    // What can't be closed in order is gone as well.
    this.resting = setTimeout(() => void this.close().catch(() => undefined), this.restMs);
    this.resting.unref();
  }
}
