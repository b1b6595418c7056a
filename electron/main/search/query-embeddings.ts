/**
 * Remembers the vectors of the last queries: search-as-you-type and paging ask for the same again.
 */
import type { EmbeddingProvider } from '../embedding/provider.ts';

/** What search needs of a provider. */
export type QueryEmbedder = Pick<EmbeddingProvider, 'embedQuery'>;

/** Queries that are remembered; 1.5 KB each. */
const REMEMBERED = 64;

/** Wraps a provider. What fails or is cancelled is not remembered. */
export function rememberQueries(provider: QueryEmbedder): QueryEmbedder {
  const known = new Map<string, Float32Array>();
  return {
    embedQuery: async (text, signal) => {
      const vector = known.get(text) ?? (await provider.embedQuery(text, signal));
      known.delete(text);
      known.set(text, vector);
      const oldest = known.keys().next().value;
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      return vector;
    },
  };
}
