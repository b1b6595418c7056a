/**
 * Entry of a library thread: one connection, which answers one request after the other.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { toFailure } from '../../shared/errors.ts';
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

const dataSchema = z.strictObject({
  mode: z.enum(['write', 'read', 'search', 'meaning', 'account', 'lock']),
  path: z.string(),
});
/** Without a request for this long, a thread does what it has put off, in ms. */
const IDLE_MS = 50;

const requestSchema = z.strictObject({ id: z.int(), name: z.string(), args: z.array(z.unknown()) });

function serve(port: NonNullable<typeof parentPort>): void {
  const { mode, path } = dataSchema.parse(workerData);
  const answer = (id: number, work: () => unknown): void => {
    try {
      port.postMessage({ id, ok: true, value: work() });
    } catch (error) {
      port.postMessage({ id, ok: false, error: toFailure(fromSqliteError(error, path)) });
    }
  };

  let operations = new Map<string, (...args: never[]) => unknown>();
  let close = (): void => undefined;
  let idle = (): boolean => false;
  // Opening is the first answer, with id 0: it can fail as any other request.
  answer(0, () => {
    if (mode === 'read') {
      const database = openForReading(path);
      operations = new Map(Object.entries(readerOperations(database)));
      close = () => database.close();
      return;
    }
    if (mode === 'meaning') {
      const database = openForReading(path);
      operations = new Map(Object.entries(meaningOperations(database)));
      close = () => database.close();
      return;
    }
    if (mode === 'search') {
      const database = openForReading(path, (connection) => {
        const search = searchOperations(connection);
        operations = new Map(Object.entries(search.operations));
        idle = search.idle;
      });
      close = () => database.close();
      return;
    }
    if (mode === 'account') {
      const database = openForAccount(path);
      operations = new Map(Object.entries(accountOperations(database)));
      close = () => database.close();
      return;
    }
    const lock = takeWriterLock(path);
    if (mode === 'lock') {
      close = () => lock.release();
      return;
    }
    const database = openForWriting(path);
    operations = new Map(Object.entries(writerOperations(database)));
    close = () => {
      database.close();
      lock.release();
    };
  });

  let resting: NodeJS.Timeout | undefined;
  const rest = (): void => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (idle()) rest();
    }, IDLE_MS);
  };

  port.on('message', (message: unknown) => {
    const { id, name, args } = requestSchema.parse(message);
    if (name === 'close') {
      clearTimeout(resting);
      answer(id, close);
      port.close();
      return;
    }
    answer(id, () => {
      const operation = operations.get(name);
      if (!operation) throw new Error(`The library has no operation ${name}.`);
      // The client's types are derived from the operations' own: the arguments fit.
      return operation(...(args as never[]));
    });
    if (mode === 'search') rest();
  });
}

if (parentPort) serve(parentPort);
