/**
 * The numbers of the ranking. What each gains, and on which sets, is in docs/decisions/ranking.md.
 */
import type { WordWeights } from '../library/word-search.ts';
import type { FusionWeights } from './fusion.ts';

/** All of them. */
interface RankingWeights {
  readonly words: WordWeights;
  readonly fusion: FusionWeights;
}

/** A query of more telling words than this is a text rather than a few words. */
const MOST_WORDS = 8;

/** The meaning of a text says more than the sum of its words, of which many are beside the point. */
const MEANING_OF_TEXT = 1.5;

export const rankingWeights: RankingWeights = {
  words: { chunk: { k1: 0.9, b: 0.4 }, conversation: { k1: 0.9, b: 0.4 }, tool: 0.5 },
  fusion: { conversation: 0.75, passage: 1, meaning: 1 },
};

/** What each list counts for a query of so many telling words. */
export function fusionWeights(words: number): FusionWeights {
  const { fusion } = rankingWeights;
  return words > MOST_WORDS ? { ...fusion, meaning: fusion.meaning * MEANING_OF_TEXT } : fusion;
}
