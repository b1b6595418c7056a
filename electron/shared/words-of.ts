/** As the full-text index cuts: an underscore stands between words. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** The words of a text or of a query, in order: runs of letters, digits and accents. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}
