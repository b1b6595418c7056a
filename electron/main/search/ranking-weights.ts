/**
 * The numbers of the ranking. What each gains, and on which sets, is in docs/decisions/ranking.md.
 */
import type { WordWeights } from '../library/word-search.ts';
import type { FusionWeights } from './fusion.ts';
import { asksOfOneself } from './own-words.ts';
import { tellingWords } from './word-query.ts';

/** All of them, for one kind of query. */
export interface RankingWeights {
  readonly words: WordWeights;
  readonly fusion: FusionWeights;
}

/** A query of at most so many telling words is a few words; of at most so many a sentence; of more a text. */
const MOST_WORDS = { few: 8, sentence: 20 } as const;

/** What others said counts so much where the user asks for what they said themselves. */
const OTHERS = 0.3;

/** Chunks are about equally long. */
const chunkLength = { k1: 0.9, b: 0.4 };

/** Conversations are not: a long one has any word sooner or later. */
const conversationLength = { k1: 1.2, b: 0.75 };

/** A few words: where they stand side by side is what was meant. */
const fewWords: RankingWeights = {
  words: { chunk: chunkLength, conversation: conversationLength, tool: 0.5, others: 1, proximity: 1.5 },
  fusion: { conversation: 0.75, passage: 1, meaning: 1, sharpness: 1, second: 0.5 },
};

/**
 * A sentence: its meaning says more than the sum of its words, of which some are beside the point and stand anywhere.
 * What is much nearer in meaning than the rest is to stand out.
 */
const sentence: RankingWeights = {
  words: { ...fewWords.words, conversation: chunkLength, proximity: 0.75 },
  fusion: { ...fewWords.fusion, meaning: 1.25, sharpness: 2 },
};

/** A text: some of its many words stand side by side by chance. */
const wholeText: RankingWeights = { ...sentence, words: { ...sentence.words, proximity: 0 } };

/** What a query is, as far as the ranking depends on it. */
export interface QueryKind {
  readonly form: 'few words' | 'sentence' | 'text';
  /** It asks for what the user said themselves. */
  readonly own: boolean;
}

/** The kind of a query. */
export function queryKind(query: string): QueryKind {
  const words = tellingWords(query).length;
  const form = words <= MOST_WORDS.few ? 'few words' : words <= MOST_WORDS.sentence ? 'sentence' : 'text';
  return { form, own: asksOfOneself(query) };
}

const byForm: Readonly<Record<QueryKind['form'], RankingWeights>> = {
  'few words': fewWords,
  sentence,
  text: wholeText,
};

/** The numbers for a kind of query. */
export function rankingWeights({ form, own }: QueryKind): RankingWeights {
  const weights = byForm[form];
  return own ? { ...weights, words: { ...weights.words, others: OTHERS } } : weights;
}
