import type { IndexProgress } from '../library/vector-store.ts';

/**
 * The share of chunks that have a vector, 0 to 1, of those that are to have one: what is kept back is not missing. An
 * empty library is covered.
 */
export function coverageOf({ embedded, pending, quarantined }: IndexProgress): number {
  const total = embedded + pending + quarantined;
  return total === 0 ? 1 : embedded / total;
}
