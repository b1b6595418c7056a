/**
 * A text's terms as a sparse vector: a number for each term, and its part of BM25 as the weight. How rare a term is,
 * the server adds (`modifier: idf`): only it sees the texts of all machines.
 */

/** A sparse vector. */
export interface SparseWords {
  readonly indices: number[];
  readonly values: number[];
}

/** As for the embedded index; see electron/main/search/ranking-weights.ts. */
const K1 = 0.9;
const B = 0.4;

/**
 * Terms of an average chunk. No machine knows the true average of all of them, and it has to be the same for each:
 * about the mean of coding histories, of which the retrieval bench's coding and generated sets have 97 and 85.
 */
const AVERAGE_TERMS = 90;

/** The vector of a text with these terms, repetitions included. */
export function sparseDocument(terms: readonly string[]): SparseWords {
  const counts = new Map<number, number>();
  for (const term of terms) {
    const index = termIndex(term);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return {
    indices: [...counts.keys()],
    values: Array.from(counts.values(), (count) => termPart(count, terms.length)),
  };
}

/** What a term that stands `count` times in a text of `terms` terms has in its vector: its part of BM25. */
export function termPart(count: number, terms: number): number {
  return (count * (K1 + 1)) / (count + K1 * (1 - B + (B * terms) / AVERAGE_TERMS));
}

/** The vector of a query: each term once, by its weight. */
export function sparseQuery(
  terms: readonly { readonly term: string; readonly weight: number }[],
): SparseWords {
  const weights = new Map<number, number>();
  for (const { term, weight } of terms) {
    const index = termIndex(term);
    weights.set(index, Math.max(weight, weights.get(index) ?? 0));
  }
  return { indices: [...weights.keys()], values: [...weights.values()] };
}

/** FNV-1a over UTF-16 units: of a million terms, about a hundred pairs share a number. */
function termIndex(term: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) {
    hash ^= term.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
