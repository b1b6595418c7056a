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

/** Units of what is said behind a text that was cut. */
const CUT_UNITS = 30;

/** Units that stand before a line of a quotation, at the most, and behind it in JSON. */
const LINE_UNITS = 6;

/** Whether an answer has its texts once, or as a quotation and in its structured part too. */
export type Shown = 'once' | 'twice';

/** Spends a number of tokens on texts, in order. */
export class TextBudget {
  private readonly shown: Shown;
  private left: number;

  constructor(tokens: number, shown: Shown = 'once') {
    this.shown = shown;
    this.left = tokens * QUARTERS - (shown === 'twice' ? 2 * CUT_UNITS : 0);
  }

  /** Nothing more fits. */
  get spent(): boolean {
    return this.left < LEAST_PART;
  }

  /** Whether all of a text fits. */
  fits(text: string): boolean {
    return fittingLength(text, this.left, this.shown).length === text.length;
  }

  /** Spends tokens on what is shown in any case, once. */
  charge(text: string): void {
    this.left -= costOf(text);
  }

  /** Spends tokens on what is shown, once, as a whole or not at all, and says whether it is. After it is not, nothing is. */
  afford(text: string): boolean {
    const cost = costOf(text);
    const fits = cost <= this.left;
    this.left = fits ? this.left - cost : 0;
    return fits;
  }

  /** Makes room for the beginning of a text whatever was spent before: an answer must get on. */
  makeRoom(): void {
    this.left = Math.max(this.left, 2 * LEAST_PART);
  }

  /**
   * Spends tokens on a text and gives how much of its beginning fits, in UTF-16 units: 0 where nothing does. After a
   * text that didn't fit, nothing does.
   */
  spend(text: string): number {
    const { length, cost } = fittingLength(text, this.left, this.shown);
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
  return fittingLength(text, Infinity, 'once').cost;
}

/** How many units of the beginning of a text can be had for `most`, and what they cost. Leaves surrogate pairs whole. */
function fittingLength(
  text: string,
  most: number,
  shown: Shown,
): { readonly length: number; readonly cost: number } {
  let cost = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const next = cost + (shown === 'once' ? unitCost(code) : 2 * unitCost(code) + markCost(code));
    if (next > most) return { length: boundary(text, at), cost };
    cost = next;
  }
  return { length: text.length, cost };
}

function unitCost(code: number): number {
  if (code < 0x80) return ASCII;
  return code < FIRST_IDEOGRAPH ? ALPHABET : IDEOGRAPH;
}

/** What a quotation and JSON add to a unit: the marks of a line, and a backslash. */
function markCost(code: number): number {
  if (code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029)
    return LINE_UNITS;
  return code === 0x22 || code === 0x5c || code === 0x09 ? ASCII : 0;
}

/** The last place at or before `at` that doesn't cut a surrogate pair apart. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code < 0xdc00 ? at - 1 : at;
}
