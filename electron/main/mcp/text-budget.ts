/**
 * Keeps an answer within an agent's context.
 */

import { TokenMeter } from './token-meter.ts';

/** All is counted in hundredths of a token. */
const TOKEN = 100;

/** What a text that doesn't fit must at least be given to be worth showing in part. */
const LEAST_PART = 50 * TOKEN;

/** What is said behind a text that was cut. */
const CUT = 15 * TOKEN;

/** What a quotation adds to a line's end, and JSON to it: "> " with what stands before it, and \n for the end itself. */
const LINE = 140;

/** What JSON adds to a character that it writes with a backslash. */
const BACKSLASH = 87;

/** Whether an answer has its texts once, or as a quotation and in its structured part too. */
export type Shown = 'once' | 'twice';

/** Spends a number of tokens on texts, in order. */
export class TextBudget {
  private readonly shown: Shown;
  private left: number;

  constructor(tokens: number, shown: Shown = 'once') {
    this.shown = shown;
    this.left = tokens * TOKEN - (shown === 'twice' ? 2 * CUT : 0);
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
  const meter = new TokenMeter();
  let cost = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const unit = meter.next(code);
    const next = cost + (shown === 'once' ? unit : 2 * unit + markCost(code));
    if (next > most) return { length: boundary(text, at), cost };
    cost = next;
  }
  return { length: text.length, cost };
}

/** What a quotation and JSON add to a unit: the marks of a line, and a backslash. */
function markCost(code: number): number {
  if (code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029) return LINE;
  return code === 0x22 || code === 0x5c || code === 0x09 ? BACKSLASH : 0;
}

/** The last place at or before `at` that doesn't cut a surrogate pair apart. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code < 0xdc00 ? at - 1 : at;
}
