/**
 * How many tokens Voyage will count in a text. Its tokenizer is public but 7 MB, so texts are cut as it cuts them
 * (https://docs.voyageai.com/docs/tokenization: a byte-level BPE) and each piece is counted by its length; the usage
 * in the answers then corrects the sum.
 */

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

/** How much one answer weighs against all before it. */
const WEIGHT = 0.2;
/** A correction beyond these is no correction, but an answer that is wrong. */
const LEAST = 0.25;
const MOST = 4;

/** Learns from the usage in answers how far the estimate is off. */
export class TokenEstimator {
  private factor: number;

  /** `factor`: what was learnt before, tokens counted for each estimated one. */
  constructor(factor = 1) {
    this.factor = Math.min(MOST, Math.max(LEAST, factor));
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
