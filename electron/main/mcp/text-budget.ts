/**
 * Keeps an answer within an agent's context.
 */

/** Characters of a token, on average, in English prose and code; other scripts take more tokens, so it is an estimate. */
const CHARACTERS_PER_TOKEN = 4;

/** What a text that doesn't fit must at least be given, in characters, to be worth showing in part. */
const LEAST_PART = 200;

/** Spends a number of tokens on texts, in order. */
export class TextBudget {
  private left: number;

  constructor(tokens: number) {
    this.left = tokens * CHARACTERS_PER_TOKEN;
  }

  /** Nothing more fits. */
  get spent(): boolean {
    return this.left < LEAST_PART;
  }

  /** Whether all of a text fits. */
  fits(text: string): boolean {
    return text.length <= this.left;
  }

  /** The text, or as much of its beginning as fits and how much was left out; null where nothing fits. */
  take(text: string): string | null {
    if (this.fits(text)) {
      this.left -= text.length;
      return text;
    }
    if (this.spent) return null;
    const end = boundary(text, this.left);
    this.left = 0;
    return `${text.slice(0, end)} … [${text.length - end} more characters]`;
  }
}

/** The last place at or before `at` that doesn't cut a surrogate pair apart. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code < 0xdc00 ? at - 1 : at;
}
