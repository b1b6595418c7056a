/**
 * The words of what a user typed. They are letters and digits only: no input can mean anything to the full-text
 * index but words.
 */

import { nameParts } from '../library/name-parts.ts';

/**
 * English words that say nothing about a conversation; left out where other words remain. Who asks what somebody said or
 * told means the rest of the question.
 */
const STOP_WORDS = new Set(
  `a about an and are as at be been but by can could did do does for from had has have he her him his how i if in into
   is it its me my no not of on or our said say saying says she should so tell telling tells than that the their them
   then there these they this to told too us was we were what when where which who why will with would you your`.split(
    /\s+/,
  ),
);

/** As the full-text index cuts: an underscore stands between words. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** The words of a query, lower case, each once; a name of several words is followed by these. */
export function queryWords(query: string): string[] {
  const words = Array.from(query.matchAll(WORD), ([word]) => [word, ...nameParts(word)]);
  return [...new Set(words.flat().map((word) => word.toLowerCase()))];
}

/** The word that a query ends with, if nothing follows it yet: more letters of it may. */
export function unfinishedWord(query: string): string | null {
  return /[\p{L}\p{N}\p{M}]+$/u.exec(query)?.[0].toLowerCase() ?? null;
}

/** The words that a query is about. */
export function tellingWords(query: string): string[] {
  const words = queryWords(query);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}
