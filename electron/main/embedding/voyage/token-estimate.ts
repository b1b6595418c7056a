/**
 * How many tokens Voyage will count in a text. Its tokenizer is public but 7 MB, so texts are cut as it cuts them
 * (https://docs.voyageai.com/docs/tokenization: a byte-level BPE) and each piece is counted by its length; the usage
 * in the answers then corrects the sum.
 */
import type { ModelSpending } from './account.ts';

/** Pieces as a byte-level BPE makes them: a word with the space before it, a digit, signs, white space. */
const PIECES = /[^\r\n\p{L}\p{N}]?\p{L}\p{Ll}*|\p{N}|[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+/gu;

/** Letters a token: common words are one token up to about 13 letters. */
const LATIN_LETTERS = 9;
/** Letters of other scripts, of two or three bytes each. */
const OTHER_LETTERS = 1.5;
/** Signs in a row: `=>`, `});`. */
const SIGNS = 3;

/** Tokens of a text, before any correction; at least 1. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) tokens += tokensOf(piece);
  return Math.max(1, Math.round(tokens));
}

function tokensOf(piece: string): number {
  if (/\p{L}/u.test(piece)) {
    const latin = /^[\0-\u024f]*$/.test(piece);
    return Math.max(1, Math.round(piece.trimStart().length / (latin ? LATIN_LETTERS : OTHER_LETTERS)));
  }
  return /[^\s\p{N}]/u.test(piece) ? Math.ceil(piece.length / SIGNS) : 1;
}

/** What answers have taught: tokens counted for each estimated one, and how far off a sum may be, as a share of it. */
export interface Correction {
  readonly factor: number;
  readonly margin: number;
}

/** How far the estimate may be off while nothing has corrected it. */
const UNCORRECTED: Correction = { factor: 1, margin: 0.25 };
/** After so many answers their spread says how far it may be off; a smaller share than this is not claimed. */
const LEARNT_FROM = 5;
const LEAST_MARGIN = 0.02;

/**
 * What the account says of the estimates so far. The margin is two deviations of single calls: calls of other
 * conversations differ from those that were answered as these do among themselves.
 */
export function correctionOf({
  rawTokens,
  answeredTokens,
  answeredCalls,
  answeredSquares,
}: Pick<ModelSpending, 'rawTokens' | 'answeredTokens' | 'answeredCalls' | 'answeredSquares'>): Correction {
  if (rawTokens === 0) return UNCORRECTED;
  const factor = answeredTokens / rawTokens;
  if (answeredCalls < LEARNT_FROM) return { ...UNCORRECTED, factor };
  const variance = Math.max(0, answeredSquares / rawTokens - factor ** 2);
  const spread = (2 * Math.sqrt(variance)) / factor;
  return { factor, margin: Math.min(UNCORRECTED.margin, Math.max(LEAST_MARGIN, spread)) };
}

/** How much one answer weighs against all before it. */
const WEIGHT = 0.2;
/** A correction beyond these is no correction, but an answer that is wrong. */
const LEAST = 0.25;
const MOST = 4;

/** Learns from the usage in answers how far the estimate is off. */
export class TokenEstimator {
  /** How far a sum of these estimates may be off, as a share of it. */
  readonly margin: number;
  private factor: number;

  /** `correction`: what was learnt before. */
  constructor({ factor, margin }: Correction = UNCORRECTED) {
    this.factor = Math.min(MOST, Math.max(LEAST, factor));
    this.margin = margin;
  }

  /** Tokens of a text, corrected. */
  tokens(text: string): number {
    return Math.ceil(estimateTokens(text) * this.factor);
  }

  /** An answer counted `used` tokens where `estimateTokens` gave `estimated`. */
  learn(estimated: number, used: number): void {
    if (estimated <= 0 || used <= 0) return;
    const seen = used / estimated;
    this.factor = Math.min(MOST, Math.max(LEAST, this.factor + (seen - this.factor) * WEIGHT));
  }
}
