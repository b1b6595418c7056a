/**
 * The library as the rest of main sees it: typed, asynchronous, on threads of its own. Nothing here blocks.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { RecollectError } from '../../shared/errors.ts';
import { Connection, LateConnection, remote } from './connection.ts';
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
