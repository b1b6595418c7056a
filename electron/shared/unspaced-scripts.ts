/**
 * Scripts that put no spaces between words: where a word begins and ends can't be seen from its letters.
 */

/** A letter of one of them. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
