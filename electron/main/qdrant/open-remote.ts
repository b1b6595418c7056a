/**
 * Puts together what searches and fills the collection of an index on a Qdrant server.
 */
import type { QdrantSettings } from '../../shared/contract/settings.ts';
import type { Library, LibraryReader } from '../library/library.ts';
import type { IndexIdentity } from '../library/vector-store.ts';
import { Collection } from './collection.ts';
import { QdrantConnection } from './connection.ts';
import { isOwnMachine, qdrantOptions, type QdrantOptions } from './qdrant-options.ts';
import { maskChunks } from './mask-chunks.ts';
import { rescored } from './quantization.ts';
import { RemoteConversations } from './remote-conversations.ts';
import { RemoteSearch } from './remote-search.ts';
import { RemoteSync } from './remote-sync.ts';

/** Somebody waits for a search, in ms. */
const SEARCH_TIMEOUT_MS = 5_000;

/** A server under load may take its time with a batch, in ms. */
const WRITE_TIMEOUT_MS = 60_000;

/** Which server, and which index on it. */
export interface RemoteOptions {
  readonly settings: QdrantSettings;
  readonly apiKey: string | undefined;
  readonly identity: IndexIdentity;
}

/** A collection that is kept in step and searched. */
export interface RemoteIndex {
  readonly options: QdrantOptions;
  readonly collection: Collection;
  readonly sync: RemoteSync;
  readonly search: RemoteSearch;
  readonly conversations: RemoteConversations;
}

/** The collection of an index. Nothing is asked of the server yet. @throws RecollectError `settings-invalid`. */
export function openCollection({ settings, apiKey, identity }: RemoteOptions): {
  readonly options: QdrantOptions;
  readonly collection: Collection;
} {
  const options = qdrantOptions(settings, apiKey);
  const connection = new QdrantConnection({ ...options, timeoutMs: WRITE_TIMEOUT_MS });
  return { options, collection: new Collection(connection, identity, options) };
}

/** What searches it; a request that takes longer than `timeoutMs` fails. @throws as above. */
export function openRemoteSearch(
  remote: RemoteOptions,
  library: LibraryReader,
  timeoutMs = SEARCH_TIMEOUT_MS,
): RemoteSearch {
  const { options, collection } = openCollection(remote);
  return new RemoteSearch({
    library,
    connection: new QdrantConnection({ ...options, timeoutMs }),
    name: collection.name,
    params: rescored(options.quantization),
    machine: options.machine,
    everyMachine: options.search === 'all',
    now: Date.now,
  });
}

/** What reads whole conversations of it. @throws as above. */
export function openRemoteConversations(remote: RemoteOptions): RemoteConversations {
  const { options, collection } = openCollection(remote);
  const connection = new QdrantConnection({ ...options, timeoutMs: SEARCH_TIMEOUT_MS });
  return new RemoteConversations(connection, collection.name, Date.now);
}

/** What searches and fills it. `gate` holds it back. @throws as above. */
export function openRemote(
  remote: RemoteOptions,
  library: Library,
  report: (what: string, error: unknown) => void,
  gate?: (signal: AbortSignal) => Promise<void>,
): RemoteIndex {
  const { options, collection } = openCollection(remote);
  return {
    options,
    collection,
    search: openRemoteSearch(remote, library),
    conversations: openRemoteConversations(remote),
    sync: new RemoteSync({
      library,
      index: () => library.write.ensureIndex(remote.identity),
      collection,
      owner: options,
      ...(isOwnMachine(options.url) ? {} : { prepare: (chunks) => maskChunks(chunks, library.read.wordsOf) }),
      ...(gate ? { gate } : {}),
      report,
    }),
  };
}
