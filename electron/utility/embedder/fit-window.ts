/** What happens to a text that is longer than the model's window. */

/**
 * Cuts ids to the model's window and keeps the token that ends a text ([SEP]) at the end. The chunker makes
 * documents that fit; it is for a long search query, whose beginning says what is looked for.
 */
export function fitWindow(ids: readonly number[], window: number): readonly number[] {
  return ids.length <= window ? ids : [...ids.slice(0, window - 1), ...ids.slice(-1)];
}
