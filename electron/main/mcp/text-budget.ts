/**
 * Keeps an answer within an agent's context.
 */

/**
 * What a UTF-16 unit costs, in quarters of a token: on average, since every model cuts otherwise. English prose and code
 * have about four characters a token, other alphabets two, and of Chinese, Japanese, Korean and emoji each is one or more.
 */
const ASCII = 1;
const ALPHABET = 2;
const IDEOGRAPH = 4;
const QUARTERS = 4;

/** Below it letters of alphabets stand; above it what has about a token each. */
const FIRST_IDEOGRAPH = 0x2e80;

/** What a text that doesn't fit must at least be given, in quarters of a token, to be worth showing in part. */
const LEAST_PART = 200;

/** Spends a number of tokens on texts, in order. */
export class TextBudget {
  private left: number;

  constructor(tokens: number) {
    this.left = tokens * QUARTERS;
  }

  /** Nothing more fits. */
  get spent(): boolean {
    return this.left < LEAST_PART;
  }

  /** Whether all of a text fits. */
  fits(text: string): boolean {
    return fittingLength(text, this.left).length === text.length;
  }

  /** Spends tokens on what is shown in any case. */
  charge(text: string): void {
    this.left -= costOf(text);
  }

  /**
   * Spends tokens on a text and gives how much of its beginning fits, in UTF-16 units: 0 where nothing does. After a
   * text that didn't fit, nothing does.
   */
  spend(text: string): number {
    const { length, cost } = fittingLength(text, this.left);
    if (length < text.length && this.spent) return 0;
    this.left = length < text.length ? 0 : this.left - cost;
    return length;
  }

  /** The text, or as much of its beginning as fits and how much was left out; null where nothing fits. */
  take(text: string): string | null {
    const length = this.spend(text);
    return length === 0 && text !== '' ? null : cutAt(text, length);
  }
}

/** The beginning of a text, and how many characters are behind it. */
export function cutAt(text: string, length: number): string {
  return length >= text.length
    ? text
    : `${text.slice(0, length)} … [${text.length - length} more characters]`;
}

function costOf(text: string): number {
  return fittingLength(text, Infinity).cost;
}

/** How many units of the beginning of a text can be had for `most`, and what they cost. Leaves surrogate pairs whole. */
function fittingLength(text: string, most: number): { readonly length: number; readonly cost: number } {
  let cost = 0;
  for (let at = 0; at < text.length; at++) {
    const next = cost + unitCost(text.charCodeAt(at));
    if (next > most) return { length: boundary(text, at), cost };
    cost = next;
  }
  return { length: text.length, cost };
}

function unitCost(code: number): number {
  if (code < 0x80) return ASCII;
  return code < FIRST_IDEOGRAPH ? ALPHABET : IDEOGRAPH;
}

/** The last place at or before `at` that doesn't cut a surrogate pair apart. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code < 0xdc00 ? at - 1 : at;
}
