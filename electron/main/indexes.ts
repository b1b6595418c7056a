/**
 * The indexes of an engine's providers: which one is filled, which one is searched, and how far each is.
 */
import { CHUNKER_VERSION } from '../shared/chunking/limits.ts';
import type { EmbeddingProvider } from './embedding/provider.ts';
import type { ProviderSwitch } from './embedding/provider-switch.ts';
import type { LeftOut } from './library/left-out.ts';
import type { Library } from './library/library.ts';
import {
  emptyProgress,
  nothingLeftOut,
  type IndexIdentity,
  type IndexProgress,
} from './library/vector-store.ts';
import { RecollectError } from '../shared/errors.ts';
import { coverageOf } from './search/coverage.ts';
import { rememberQueries, type QueryEmbedder } from './search/query-embeddings.ts';
import type { SearchedIndex } from './search/search.ts';

/** What is filled: the active provider with its index. */
export interface EmbedTarget {
  readonly provider: EmbeddingProvider;
  readonly index: number;
  readonly leftOut: LeftOut;
}

/** What makes the index of a provider. */
export function identityOf({ provider, model, dimensions }: EmbeddingProvider): IndexIdentity {
  return { provider, model, dimensions, chunkerVersion: CHUNKER_VERSION };
}

/** Knows the indexes of two providers. */
export class Indexes {
  private readonly library: Library;
  private readonly providers: ProviderSwitch;
  private readonly leftOut: () => LeftOut;
  private readonly ids = new Map<EmbeddingProvider, number>();
  private readonly queries = new WeakMap<EmbeddingProvider, QueryEmbedder>();
  /** How far the index is that is not being filled, as last counted. */
  private readonly counted = new Map<EmbeddingProvider, IndexProgress>();

  /** `leftOut`: what no provider elsewhere gets. */
  constructor(library: Library, providers: ProviderSwitch, leftOut: () => LeftOut) {
    this.library = library;
    this.providers = providers;
    this.leftOut = leftOut;
  }

  /** What is to be filled now. */
  async target(): Promise<EmbedTarget> {
    const provider = this.providers.active;
    return { provider, index: await this.ensure(provider), leftOut: this.leftOutOf(provider) };
  }

  /** The id of the active index, made when it is first needed. */
  id(): Promise<number> {
    return this.ensure(this.providers.active);
  }

  /** Counts the active index, and for later the other one, if there is one. Takes a while in a large library. */
  async count(): Promise<IndexProgress> {
    for (const provider of this.all()) {
      const known = this.ids.get(provider) ?? (await this.library.read.findIndex(identityOf(provider)));
      const id = provider === this.providers.active ? await this.ensure(provider) : known;
      if (id === undefined) {
        this.counted.delete(provider);
        continue;
      }
      this.counted.set(provider, await this.library.read.indexProgress(id, this.leftOutOf(provider)));
    }
    return this.progressOf(this.providers.active) ?? emptyProgress();
  }

  /** How far an index was when it was counted; undefined where there is none. */
  progressOf(provider: EmbeddingProvider): IndexProgress | undefined {
    return this.counted.get(provider);
  }

  /**
   * The index to search: the active one, once it is complete. While it is being filled the other one is searched, if
   * more of the library can be found in it. `active`: how far the active one is now.
   */
  async searched(active: IndexProgress): Promise<SearchedIndex> {
    let chosen = this.providers.active;
    let coverage = coverageOf(active);
    if (active.pending > 0) {
      for (const provider of this.all()) {
        const progress = this.counted.get(provider);
        if (provider === this.providers.active || !progress || coverageOf(progress) <= coverage) continue;
        chosen = provider;
        coverage = coverageOf(progress);
      }
    }
    return { id: await this.ensure(chosen), provider: this.queriesOf(chosen), coverage };
  }

  /** The index of one provider, to be searched whether or not it is complete; null if there is none. */
  async ofProvider(provider: EmbeddingProvider): Promise<SearchedIndex | null> {
    const id = this.ids.get(provider) ?? (await this.library.read.findIndex(identityOf(provider)));
    if (id === undefined) return null;
    const progress = this.counted.get(provider);
    return { id, provider: this.queriesOf(provider), coverage: progress ? coverageOf(progress) : 0 };
  }

  /** Whether this is the index that is made on this machine. */
  isLocal(id: number): boolean {
    return this.ids.get(this.providers.local) === id;
  }

  /** Removes an index. @throws RecollectError `usage` for those in `used`. */
  async remove(id: number, used: readonly number[]): Promise<void> {
    if (used.includes(id)) {
      throw new RecollectError(
        'usage',
        'This index is in use. Choose the other one first, and wait until it is complete.',
      );
    }
    await this.library.write.removeIndex(id);
    for (const [provider, known] of this.ids) {
      if (known !== id) continue;
      this.ids.delete(provider);
      this.counted.delete(provider);
    }
  }

  private all(): EmbeddingProvider[] {
    const { local, elsewhere } = this.providers;
    return elsewhere ? [local, elsewhere] : [local];
  }

  private leftOutOf(provider: EmbeddingProvider): LeftOut {
    return provider === this.providers.local ? nothingLeftOut : this.leftOut();
  }

  private queriesOf(provider: EmbeddingProvider): QueryEmbedder {
    const known = this.queries.get(provider) ?? rememberQueries(provider);
    this.queries.set(provider, known);
    return known;
  }

  private async ensure(provider: EmbeddingProvider): Promise<number> {
    const id = this.ids.get(provider) ?? (await this.library.write.ensureIndex(identityOf(provider)));
    this.ids.set(provider, id);
    return id;
  }
}
