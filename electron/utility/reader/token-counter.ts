/**
 * Exact token counts, fast: BERT's tokenizer never looks across white space, so counts of words add up, and the
 * words of a history repeat.
 */
import type { ModelTokenizer } from '../tokenizer.ts';

/** Counts the tokens of a text without the special ones. */
export type TokenCounter = (text: string) => number;

const CACHED_WORDS = 50_000;
const CACHED_WORD_LENGTH = 40;
const SPECIAL_TOKENS = 2;

/** A counter with a bounded cache of words. */
export function createTokenCounter(tokenizer: ModelTokenizer): TokenCounter {
  const cache = new Map<string, number>();
  const countWord = (word: string): number => {
    const known = cache.get(word);
    if (known !== undefined) return known;
    const count = tokenizer.encode(word).length - SPECIAL_TOKENS;
    if (word.length <= CACHED_WORD_LENGTH) {
      if (cache.size >= CACHED_WORDS) cache.clear();
      cache.set(word, count);
    }
    return count;
  };
  return (text) => {
    let total = 0;
    for (const word of text.split(/\s+/)) {
      if (word !== '') total += countWord(word);
    }
    return total;
  };
}
