/**
 * What the words of a query do in texts that a server found by them: how rare each word is, and how near to each other
 * they stand.
 *
 * [Note: rarity out of scores] Only the server knows how rare a word is among the texts of all machines, and doesn't say.
 * But a text's score is the sum, over the terms of the query, of the term's rarity times its part in the text's vector.
 * The parts can be told from the text; with more texts than terms the rarities follow.
 */
import { leastSquares } from './least-squares.ts';
import { searchableText } from './name-parts.ts';
import { nearness, type Proximity } from './proximity.ts';
import { termPart } from './sparse-words.ts';
import type { WeighedWord } from './search-store.ts';
import type { WordTerms } from './word-terms.ts';

/** A text with the score that the server gave it for its words. */
export interface ServedText {
  readonly text: string;
  readonly score: number;
}

/** What was seen in some texts. */
export interface FoundWords {
  /** How near the words stand in each text, as `Proximity` has it. */
  readonly near: readonly number[];
  /** How rare each word is that stands in one of them, as BM25 has it. */
  readonly rarity: readonly { readonly word: string; readonly rarity: number }[];
}

/** Looks at texts for words. */
export function findWords(
  texts: readonly ServedText[],
  words: readonly WeighedWord[],
  { proximity, terms: termsOf }: { readonly proximity: Proximity; readonly terms: WordTerms },
): FoundWords {
  const terms = weighedTerms(words, termsOf);
  const wanted = new Set(terms.map(({ term }) => term));
  const standing = texts.map(({ text }) => proximity.standing(searchableText(text), wanted));
  const parts = standing.map(({ places, words }) =>
    terms.map(
      ({ term, weight }) => weight * termPart(places.filter((each) => each.term === term).length, words),
    ),
  );
  const sum = (numbers: readonly number[]): number => numbers.reduce((before, number) => before + number, 0);
  const all = sum(parts.flat());
  if (all === 0) return { near: texts.map(() => 0), rarity: [] };
  const scores = texts.map(({ score }) => score);
  const rarities = leastSquares(parts, scores, sum(scores) / all).map((rarity) => Math.max(0, rarity));
  const byTerm = new Map(terms.map(({ term }, at) => [term, rarities[at] ?? 0]));
  return {
    near: standing.map(({ places }) => nearness(places, byTerm)),
    rarity: terms.flatMap(({ word }, at) =>
      parts.some((each) => (each[at] ?? 0) > 0) ? [{ word, rarity: rarities[at] ?? 0 }] : [],
    ),
  };
}

interface WeighedTerm extends WeighedWord {
  readonly term: string;
}

/** The terms of words; a term that several words make counts once, for the weightiest. */
function weighedTerms(words: readonly WeighedWord[], termsOf: WordTerms): WeighedTerm[] {
  const weighed = new Map<string, WeighedTerm>();
  for (const word of words) {
    for (const term of termsOf.of(word.word)) {
      if ((weighed.get(term)?.weight ?? 0) < word.weight) weighed.set(term, { ...word, term });
    }
  }
  return [...weighed.values()];
}
