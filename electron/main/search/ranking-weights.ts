/**
 * The numbers of the ranking. What each gains, and on which sets, is in docs/decisions/ranking.md.
 */
import type { WordWeights } from '../library/word-search.ts';
import type { FusionWeights } from './fusion.ts';

/** All of them, for one kind of query. */
export interface RankingWeights {
  readonly words: WordWeights;
  readonly fusion: FusionWeights;
}

/** A query of more telling words than this is a text rather than a few words. */
const MOST_WORDS = 8;

/** Chunks are about equally long. */
const chunkLength = { k1: 0.9, b: 0.4 };

/** Conversations are not: a long one has any word sooner or later. */
const conversationLength = { k1: 1.2, b: 0.75 };

/** A few words: where they stand side by side is what was meant. */
const fewWords: RankingWeights = {
  words: { chunk: chunkLength, conversation: conversationLength, tool: 0.5, proximity: 1.5 },
  fusion: { conversation: 0.75, passage: 1, meaning: 1, sharpness: 1, second: 0.5 },
};

/**
 * A text: its meaning says more than the sum of its words, of which many are beside the point and stand anywhere. What
 * is much nearer in meaning than the rest is to stand out.
 */
const wholeText: RankingWeights = {
  words: { ...fewWords.words, conversation: chunkLength, proximity: 0 },
  fusion: { ...fewWords.fusion, meaning: 1.25, sharpness: 2 },
};

/** The numbers for a query of so many telling words. */
export function rankingWeights(words: number): RankingWeights {
  return words > MOST_WORDS ? wholeText : fewWords;
}
