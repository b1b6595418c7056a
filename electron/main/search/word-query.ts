/**
 * Turns what a user typed into an FTS5 expression. Every word is quoted: no input can break the syntax.
 */

/** English words that say nothing about a conversation; left out where other words remain. */
const STOP_WORDS = new Set(
  `a about an and are as at be been but by can could did do does for from had has have he her him his how i if in into is it
   its me my no not of on or our she should so than that the their them then there these they this to too us was we were what
   when where which who why will with would you your`.split(/\s+/),
);

const WORD = /[\p{L}\p{N}_]+/gu;

/** The words of a query, lower case, each once. */
export function queryWords(query: string): string[] {
  return [...new Set(Array.from(query.toLowerCase().matchAll(WORD), ([word]) => word))];
}

/** The words that a query is about. */
export function tellingWords(query: string): string[] {
  const words = queryWords(query);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}

/** An FTS5 expression that matches texts with any of the telling words, or null if there is no word at all. */
export function wordExpression(query: string): string | null {
  const words = tellingWords(query);
  return words.length === 0 ? null : words.map((word) => `"${word}"`).join(' OR ');
}
