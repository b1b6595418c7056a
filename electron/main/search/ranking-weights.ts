/**
 * The numbers of the ranking. What each gains, and on which sets, is in docs/decisions/ranking.md.
 */
import type { WordWeights } from '../library/word-search.ts';
import type { FusionWeights } from './fusion.ts';

/** All of them. */
export interface RankingWeights {
  readonly words: WordWeights;
  readonly fusion: FusionWeights;
}

export const rankingWeights: RankingWeights = {
  words: { chunk: { k1: 1.2, b: 0.75 }, conversation: { k1: 1.2, b: 0.75 }, tool: 0.5 },
  fusion: { conversation: 1, passage: 1, meaning: 1 },
};
