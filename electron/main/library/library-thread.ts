/**
 * Entry of a library thread: one connection, which answers one request after the other.
 */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { RecollectError, toFailure } from '../../shared/errors.ts';
import { DROPPED } from './connection.ts';
import {
  meaningOperations,
  accountOperations,
  readerOperations,
  searchOperations,
  writerOperations,
} from './library-operations.ts';
import { openForAccount, openForReading, openForWriting } from './open-database.ts';
import { fromSqliteError } from './sqlite-errors.ts';
import { takeWriterLock } from './writer-lock.ts';

/** Without a request for this long, a thread does what it has put off, in ms. */
const IDLE_MS = 50;

const requestSchema = z.strictObject({
  id: z.int(),
  name: z.string(),
  args: z.array(z.unknown()),
  /** Set once nobody waits for the answer any more. */
  dropped: z.instanceof(Int32Array).optional(),
});

/** What a thread answers, of one connection. */
interface Served {
  readonly operations: ReadonlyMap<string, (...args: never[]) => unknown>;
  /** Does some of what was put off; whether there is more of it. */
  readonly idle?: () => boolean;
  readonly close: () => void;
}

const NOTHING: Served['operations'] = new Map();

function servedBy(database: DatabaseSync, operations: object, more: Partial<Served> = {}): Served {
  return { operations: new Map(Object.entries(operations)), close: () => database.close(), ...more };
}

/** What each kind of thread opens. */
const serving = {
  read: (path: string) => {
    const database = openForReading(path);
    return servedBy(database, readerOperations(database));
  },
  meaning: (path: string) => {
    const database = openForReading(path);
    return servedBy(database, meaningOperations(database));
  },
  search: (path: string) => {
    let search: ReturnType<typeof searchOperations> | undefined;
    const database = openForReading(path, (connection) => (search = searchOperations(connection)));
    return servedBy(database, search?.operations ?? {}, { idle: () => search?.idle() === true });
  },
  account: (path: string) => {
    const database = openForAccount(path);
    return servedBy(database, accountOperations(database));
  },
  write: (path: string) => {
    const lock = takeWriterLock(path);
    const database = openForWriting(path);
    const close = (): void => {
      database.close();
      lock.release();
    };
    return servedBy(database, writerOperations(database), { close });
  },
  /** Keeps others from writing, and looks at nothing: for a library that can't be opened. */
  lock: (path: string) => {
    const lock = takeWriterLock(path);
    return { operations: NOTHING, close: () => lock.release() };
  },
} satisfies Record<string, (path: string) => Served>;

/** The kinds of threads. */
const modes = ['read', 'meaning', 'search', 'account', 'write', 'lock'] as const;
const dataSchema = z.strictObject({ mode: z.enum(modes), path: z.string() });

/** What a thread is for. */
export type ThreadMode = (typeof modes)[number];

function serve(port: NonNullable<typeof parentPort>): void {
  const { mode, path } = dataSchema.parse(workerData);
  const answer = (id: number, work: () => unknown): void => {
    try {
      port.postMessage({ id, ok: true, value: work() });
    } catch (error) {
      port.postMessage({ id, ok: false, error: toFailure(fromSqliteError(error, path)) });
    }
  };

  let served: Served | undefined;
  // Opening is the first answer, with id 0: it can fail as any other request.
  answer(0, () => {
    served = serving[mode](path);
  });

  let resting: NodeJS.Timeout | undefined;
  const rest = (): void => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (served?.idle?.() === true) rest();
    }, IDLE_MS);
  };

  port.on('message', (message: unknown) => {
    const { id, name, args, dropped } = requestSchema.parse(message);
    if (name === 'close') {
      clearTimeout(resting);
      answer(id, () => served?.close());
      port.close();
      return;
    }
    answer(id, () => {
      if (dropped && Atomics.load(dropped, 0) === DROPPED)
        throw new RecollectError('cancelled', 'The question was cancelled before it was begun.');
      const operation = served?.operations.get(name);
      if (!operation) throw new Error(`The library has no operation ${name}.`);
      // The client's types are derived from the operations' own: the arguments fit.
      return operation(...(args as never[]));
    });
    if (served?.idle) rest();
  });
}

if (parentPort) serve(parentPort);
