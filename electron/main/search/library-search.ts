/**
 * Answers questions to a library: chooses the index that is asked, in the library or on a server.
 */
import type { ProviderSwitch } from '../embedding/provider-switch.ts';
import type { Indexes } from '../indexes.ts';
import type { LibraryReader } from '../library/library.ts';
import type { IndexProgress } from '../library/vector-store.ts';
import type { RemoteIndex } from '../qdrant/open-remote.ts';
import type { RemoteSwitch } from '../qdrant/remote-switch.ts';
import { compareIndexes, type CompareRequest, type Comparison } from './compare.ts';
import type { SearchHit } from './describe-hits.ts';
import {
  search,
  type SearchAnswer,
  type SearchedIndex,
  type SearchOptions,
  type SearchRequest,
} from './search.ts';
import { similarConversations } from './similar.ts';

/** What questions are answered from. */
export interface LibrarySearchParts {
  readonly library: LibraryReader;
  readonly provider: ProviderSwitch;
  readonly indexes: Indexes;
  /** The server that has the index of this machine, where one is used. */
  readonly remotes: RemoteSwitch;
  /** How far the active index is. */
  readonly progress: () => Promise<IndexProgress>;
}

/** Searches a library. */
export class LibrarySearch {
  private readonly parts: LibrarySearchParts;

  constructor(parts: LibrarySearchParts) {
    this.parts = parts;
  }

  /** Answers a search; see `search`. */
  async search(request: SearchRequest, signal: AbortSignal, options: SearchOptions): Promise<SearchAnswer> {
    const index = await this.index();
    const remote = this.remoteOf(index);
    if (remote) return this.parts.remotes.search(remote, index, request, signal, options);
    return search(this.parts.library, index, request, signal, options);
  }

  /** Conversations like one; see `similarConversations`. */
  async similar(id: string, limit: number): Promise<SearchHit[]> {
    return similarConversations(this.parts.library, (await this.index()).id, id, limit);
  }

  /** One question to both indexes. @throws as `compareIndexes`. */
  async compare(request: CompareRequest, signal: AbortSignal): Promise<Comparison> {
    const { library, indexes, provider, progress } = this.parts;
    const { local, elsewhere } = provider;
    await progress();
    const both = {
      local: await indexes.ofProvider(local),
      voyage: elsewhere && (await indexes.ofProvider(elsewhere)),
    };
    return compareIndexes(library, both, request, signal);
  }

  /** Gets ready for the first search: a process that embeds it, and what search keeps in memory. */
  async prepare(): Promise<void> {
    const { library, provider } = this.parts;
    provider.start();
    const index = await this.index();
    // A server keeps it in its own memory.
    if (this.remoteOf(index)) return;
    await Promise.all([library.search.refresh(), library.meaning.refresh(index.id)]);
  }

  /** The index that is asked now. */
  async index(): Promise<SearchedIndex> {
    return this.parts.indexes.searched(await this.parts.progress());
  }

  /** The server that is asked in place of the library: it has the index that is made on this machine. */
  private remoteOf({ id }: SearchedIndex): RemoteIndex | null {
    return this.parts.indexes.isLocal(id) ? this.parts.remotes.current : null;
  }
}
