/**
 * The library as the rest of main sees it: typed, asynchronous, on threads of its own. Nothing here blocks.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { RecollectError, type ErrorCode } from '../../shared/errors.ts';
import type {
  MeaningOperations,
  AccountOperations,
  ReaderOperations,
  Remote,
  SearchOperations,
  WriterOperations,
} from './library-operations.ts';
import { fromSqliteError } from './sqlite-errors.ts';

/**
 * How long a thread that searches waits for another search, in ms: as long as the process that embeds the question.
 * Both hold some 60 MB for 100,000 chunks, which an app in the tray has no use for.
 */
const SEARCH_REST_MS = 60_000;

/** Who finds candidates for a search by word, and says what was found: a library, or a server, which doesn't count. */
export type WordCandidates = Pick<Remote<SearchOperations>, 'byWord' | 'places' | 'hitMessages'> &
  Partial<Pick<Remote<SearchOperations>, 'facetsOf'>>;

/** Who finds candidates by meaning. */
export type MeaningCandidates = Pick<Remote<MeaningOperations>, 'nearest' | 'cosines'>;

/** A library that can be searched. */
export interface LibraryReader {
  readonly read: Remote<ReaderOperations>;
  /** By word. On a thread that is started when it is asked, and then holds in memory what search needs, for a while. */
  readonly search: Remote<SearchOperations>;
  /** By meaning, on another such thread: both look at the same time. */
  readonly meaning: Remote<MeaningOperations>;
  /** Writes what queries cost, on a thread that is started when it is first asked. */
  readonly account: Remote<AccountOperations>;
  close(): Promise<void>;
}

/** A library that can be searched and written. */
export interface Library extends LibraryReader {
  readonly write: Remote<WriterOperations>;
}

const replySchema = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({
    id: z.int(),
    ok: z.literal(false),
    error: z.object({ code: z.custom<ErrorCode>((code) => typeof code === 'string'), message: z.string() }),
  }),
]);

/**
 * Opens a library for reading and writing; `thread` is the entry file of its threads. Without a search for `restMs`,
 * the thread that searches is ended, and with it what it holds in memory.
 *
 * @throws RecollectError `library-in-use`, `library-newer`, `library-damaged`, `library-not-writable`, `disk-full`.
 */
export async function openLibrary(path: string, thread: URL, restMs = SEARCH_REST_MS): Promise<Library> {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    const known = fromSqliteError(error, path);
    if (known instanceof RecollectError && known.code === 'disk-full') throw known;
    throw new RecollectError(
      'library-not-writable',
      `The folder ${dirname(path)} can't be made. Choose another --data-dir.`,
      { cause: error },
    );
  }
  const writer = await Connection.open('write', path, thread);
  try {
    const reader = await Connection.open('read', path, thread);
    const searcher = new LateConnection(() => Connection.open('search', path, thread), restMs);
    const meaning = new LateConnection(() => Connection.open('meaning', path, thread), restMs);
    return {
      write: remote<WriterOperations>(writer),
      read: remote<ReaderOperations>(reader),
      search: remote<SearchOperations>(searcher),
      meaning: remote<MeaningOperations>(meaning),
      account: remote<AccountOperations>(writer),
      close: async () => {
        await meaning.close();
        await searcher.close();
        await reader.close();
        await writer.close();
      },
    };
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** Opens a library that another program may be writing. @throws RecollectError `library-missing` and as above. */
export async function openLibraryForReading(path: string, thread: URL): Promise<LibraryReader> {
  const reader = await Connection.open('read', path, thread);
  const searcher = new LateConnection(() => Connection.open('search', path, thread), SEARCH_REST_MS);
  const meaning = new LateConnection(() => Connection.open('meaning', path, thread), SEARCH_REST_MS);
  const account = new LateConnection(() => Connection.open('account', path, thread), SEARCH_REST_MS);
  return {
    read: remote<ReaderOperations>(reader),
    search: remote<SearchOperations>(searcher),
    meaning: remote<MeaningOperations>(meaning),
    account: remote<AccountOperations>(account),
    close: async () => {
      await account.close();
      await meaning.close();
      await searcher.close();
      await reader.close();
    },
  };
}

type Mode = 'read' | 'write' | 'search' | 'meaning' | 'account';

/** Somebody who answers requests by name. */
interface Answering {
  request(name: string, args: unknown[]): Promise<unknown>;
}

/** The operations of a connection as methods that ask it. */
function remote<Operations extends Record<string, (...args: never[]) => unknown>>(
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

/** A thread's heap: V8 collects early in a small one, and nothing here holds more than a batch or a page. */
const THREAD_MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 };

/** One thread with one connection. Requests are answered in order. */
class Connection implements Answering {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private gone: Error | undefined;

  static async open(mode: Mode, path: string, thread: URL): Promise<Connection> {
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

  request(name: string, args: unknown[]): Promise<unknown> {
    const id = this.nextId;
    this.nextId += 1;
    const answer = this.answer(id);
    this.worker.postMessage({ id, name, args });
    return answer;
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

/** A connection that is opened when it is asked, and closed when it has not been asked for a while. */
class LateConnection implements Answering {
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
