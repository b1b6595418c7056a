/**
 * Counts the pieces of a word of ASCII letters and digits, as BERT's WordPiece cuts it: the tokenizer's whole path from
 * text to ids takes thirty times as long.
 */
import { LONGEST_WORD } from '../tokenizer.ts';

/** Stands before a piece that goes on with a word. */
const GOES_ON = '##';

const WORD = /^[A-Za-z0-9]+$/;

/** The pieces that a vocabulary has. */
export class WordPieces {
  private readonly beginnings = new Set<string>();
  private readonly continuations = new Set<string>();
  private readonly longest: number = 0;

  /** `vocabulary` is that of a model that doesn't tell capital letters from small ones. */
  constructor(vocabulary: Iterable<string>) {
    for (const piece of vocabulary) {
      const goesOn = piece.startsWith(GOES_ON);
      const letters = goesOn ? piece.slice(GOES_ON.length) : piece;
      if (!WORD.test(letters)) continue;
      (goesOn ? this.continuations : this.beginnings).add(letters);
      this.longest = Math.max(this.longest, letters.length);
    }
  }

  /** How many pieces `word` has, or undefined where it isn't of ASCII letters and digits only. */
  count(word: string): number | undefined {
    if (!WORD.test(word)) return undefined;
    if (word.length > LONGEST_WORD) return 1;
    const letters = word.toLowerCase();
    let count = 0;
    for (let from = 0; from < letters.length; count += 1) {
      const length = this.longestPiece(letters, from);
      // What can't be cut to its end is one unknown token.
      if (length === 0) return 1;
      from += length;
    }
    return count;
  }

  /** Length of the longest piece that stands in `letters` at `from`, 0 if there is none. */
  private longestPiece(letters: string, from: number): number {
    const pieces = from === 0 ? this.beginnings : this.continuations;
    for (let length = Math.min(this.longest, letters.length - from); length > 0; length -= 1) {
      if (pieces.has(letters.slice(from, from + length))) return length;
    }
    return 0;
  }
}
