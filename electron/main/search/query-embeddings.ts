/**
 * Remembers the vectors of the last queries: search-as-you-type and paging ask for the same again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddingProvider } from '../embedding/provider.ts';

/** What search needs of a provider. */
export interface QueryEmbedder {
  /** `typed`: the query may have been typed this moment, and more of it may follow. @throws as `EmbeddingProvider`. */
  embedQuery(text: string, signal: AbortSignal, typed?: boolean): Promise<Float32Array>;
}

/** Queries that are remembered; 1.5 KB each. */
const REMEMBERED = 64;

/**
 * Wraps a provider. What fails or is cancelled is not remembered. A query that is being typed waits, where the provider
 * wants that: what is overtaken meanwhile is never sent.
 */
export function rememberQueries(
  provider: Pick<EmbeddingProvider, 'embedQuery' | 'typingPauseMs'>,
): QueryEmbedder {
  const known = new Map<string, Float32Array>();
  const ask = async (text: string, signal: AbortSignal, typed: boolean): Promise<Float32Array> => {
    const { typingPauseMs = 0 } = provider;
    if (typed && typingPauseMs > 0) await pause(typingPauseMs, undefined, { signal });
    return provider.embedQuery(text, signal);
  };
  return {
    embedQuery: async (text, signal, typed = false) => {
      const vector = known.get(text) ?? (await ask(text, signal, typed));
      known.delete(text);
      known.set(text, vector);
      const oldest = known.keys().next().value;
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      return vector;
    },
  };
}
