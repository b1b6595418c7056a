/**
 * The words of what a user typed. They are letters and digits only: no input can mean anything to the full-text
 * index but words.
 */

import { nameParts } from '../library/name-parts.ts';
import { askedParts } from '../library/unspaced-words.ts';
import { wordsOf } from '../../shared/words-of.ts';

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

/** What an apostrophe joins to a word and is none itself ("what's", "we'll", "l'avion"), and verbs that deny ("didn't"). */
const JOINED =
  /(?<![\p{L}\p{N}])(?:(?:ai|are|ca|could|did|do|does|had|has|have|is|must|need|should|was|were|wo|would)n['’]t(?![\p{L}\p{N}])|(?:[cdjlmnst]|qu)['’](?=\p{L}{2}))|(?<=[\p{L}\p{N}])['’](?:d|ll|m|re|s|t|ve)(?![\p{L}\p{N}])/giu;

/** The words of a query, lower case, each once; a name of several words is followed by these. */
export function queryWords(query: string): string[] {
  const words = wordsOf(query).map((word) => [word, ...nameParts(word)]);
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

/** The words that are searched for: the telling ones, and the parts of those that no spaces tell apart. */
export function searchedWords(query: string): string[] {
  return [...new Set(tellingWords(query).flatMap((word) => [word, ...askedParts(word)]))];
}

/**
 * Those of the searched words that are to be seen in what was found. A piece such as the "s" of "what's" does no harm to
 * the order of hits, where it is as common as can be; marked, it would stand at every word that begins so.
 */
export function shownWords(query: string): string[] {
  const searched = searchedWords(query);
  const whole = new Set(queryWords(query.replace(JOINED, ' ')));
  const joined = new Set(queryWords(query).filter((word) => !whole.has(word)));
  const shown = searched.filter((word) => !joined.has(word));
  return shown.length > 0 ? shown : searched;
}
