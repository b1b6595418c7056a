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
    for (let start = 0; start < text.length;) {
      const end = wordEnd(text, start);
      if (end > start) total += countUnbroken(text, start, end, countWord);
      start = end + 1;
    }
    return total;
  };
}

/** Where the word that begins at `start` ends: at white space, of ASCII only, since other kinds are rare. */
function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) > 0x20) at += 1;
  return at;
}

/** Code is made of few words and many signs between them: its runs of letters repeat, its words don't. */
function countUnbroken(
  text: string,
  start: number,
  end: number,
  countWord: (word: string) => number,
): number {
  let total = 0;
  for (let at = start; at < end;) {
    const unit = text.charCodeAt(at);
    // How other scripts are split is the tokenizer's business, with all that stands around them.
    if (unit > 0x7e) return countWord(text.slice(start, end));
    if (!isAlphanumeric(unit)) {
      // Printable ASCII besides letters and digits: each stands for itself, and is one token.
      total += 1;
      at += 1;
      continue;
    }
    const from = at;
    while (at < end && isAlphanumeric(text.charCodeAt(at))) at += 1;
    if (at < end && text.charCodeAt(at) > 0x7e) return countWord(text.slice(start, end));
    total += countWord(text.slice(from, at));
  }
  return total;
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39);
}
