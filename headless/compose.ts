/**
 * The composition root of the headless host: Node's own means of starting and measuring processes.
 */
import type { EmbeddingProvider } from '../electron/main/embedding/provider.ts';
import type { VoyageMeans } from '../electron/main/embedding/voyage/voyage-access.ts';
import type { Engine } from '../electron/main/engine.ts';
import { openLibraryForReading, type LibraryReader } from '../electron/main/library/library.ts';
import { setLibraryAside } from '../electron/main/library/set-aside.ts';
import {
  openEngine,
  openLocalProvider,
  openQueryProvider,
  remoteOptions,
  type HostMeans,
} from '../electron/main/open-engine.ts';
import { CopierClient } from '../electron/main/retention/copier-client.ts';
import { openRemoteConversations, openRemoteSearch } from '../electron/main/qdrant/open-remote.ts';
import type { RemoteConversations } from '../electron/main/qdrant/remote-conversations.ts';
import { NO_INDEX } from '../electron/main/qdrant/remote-search.ts';
import { search, type SearchAnswer, type SearchRequest } from '../electron/main/search/search.ts';
import { libraryPath } from '../electron/main/settings/data-directory.ts';
import type { KeyStore } from '../electron/main/settings/key-store.ts';
import type { RunSettings } from '../electron/main/settings/settings.ts';
import { toFailure } from '../electron/shared/errors.ts';
import { noServerKey } from './environment-key.ts';
import { createForkStarter } from './fork-starter.ts';
import { createMemoryProbe } from './memory-probe.ts';
import { childEntries, libraryThread, modelsFolder } from './paths.ts';

/** What a host is made with. */
export interface HostOptions {
  readonly dataDirectory: string;
  readonly settings: RunSettings;
  /** Where the key of Voyage is; without it there is none. */
  readonly voyageKey?: KeyStore;
  /** Hears what child processes print. */
  readonly onOutput: (text: string) => void;
}

/** Answers a search in an index, null where nothing was embedded yet; see `search`. */
export type SearchLibrary = (
  index: number | null,
  coverage: number,
  request: SearchRequest,
  signal: AbortSignal,
) => Promise<SearchAnswer>;

/** An engine over the library of a data folder, which it writes. `given`: who embeds. @throws as `openEngine`. */
export function composeEngine(options: HostOptions, given?: EmbeddingProvider): Promise<Engine> {
  return openEngine(means(options), options.settings, given);
}

/** A library that another Recollect may be writing. @throws as `openLibraryForReading`. */
export function composeLibraryReader(dataDirectory: string): Promise<LibraryReader> {
  return openLibraryForReading(libraryPath(dataDirectory), libraryThread);
}

/** Moves the library of a data folder out of the way; see `setLibraryAside`. */
export function composeSetAside(dataDirectory: string): Promise<string> {
  return setLibraryAside(dataDirectory, libraryThread);
}

/** The process that restores copies of original files; see `restoreOriginals`. */
export function composeCopier(onOutput: (text: string) => void): CopierClient {
  return new CopierClient(
    createForkStarter({ entries: childEntries, onOutput: (_role, text) => onOutput(text) }),
  );
}

/**
 * How a library of another Recollect is searched with these settings: on their server, or by itself.
 *
 * @throws RecollectError `settings-invalid`.
 */
export function composeSearch(
  library: LibraryReader,
  settings: RunSettings,
  provider: EmbeddingProvider,
): SearchLibrary {
  // The server has the index that is made on this machine.
  const remote = provider.provider === 'local' ? remoteOptions(settings, provider) : null;
  if (!remote) {
    return (id, coverage, request, signal) =>
      search(library, id === null ? null : { id, provider, coverage }, request, signal);
  }
  const remoteSearch = openRemoteSearch(remote, library);
  return (id, coverage, request, signal) =>
    remoteSearch.search({ id: id ?? NO_INDEX, provider, coverage }, request, signal);
}

/** The conversations of the server of the settings; null where none is set. @throws as `openLocalProvider`. */
export async function composeRemoteConversations(options: HostOptions): Promise<RemoteConversations | null> {
  if (!options.settings.qdrant) return null;
  // It says which index is searched; no process is started.
  const remote = remoteOptions(options.settings, await composeLocalProvider(options));
  return remote && openRemoteConversations(remote);
}

/** The local provider. @throws as `openLocalProvider`. */
export function composeLocalProvider(options: HostOptions): Promise<EmbeddingProvider> {
  return openLocalProvider(means(options), options.settings);
}

/** Who embeds queries for a library that is open for reading. @throws as `openQueryProvider`. */
export function composeQueryProvider(
  options: HostOptions,
  library: LibraryReader,
): Promise<EmbeddingProvider> {
  return openQueryProvider(means(options), options.settings, library);
}

/** The means of reaching Voyage. */
export function composeVoyage(key: KeyStore | undefined): VoyageMeans {
  return {
    fetch: globalThis.fetch,
    key: key ?? { read: () => Promise.resolve(null), write: () => Promise.resolve() },
  };
}

function means({ dataDirectory, voyageKey, onOutput }: HostOptions): HostMeans {
  return {
    dataDirectory,
    starter: createForkStarter({ entries: childEntries, onOutput: (_role, text) => onOutput(text) }),
    probe: createMemoryProbe(),
    libraryThread,
    modelsFolder,
    voyage: composeVoyage(voyageKey),
    serverKey: noServerKey,
    report: (what, error) => onOutput(`${what} ${toFailure(error).message}\n`),
  };
}
