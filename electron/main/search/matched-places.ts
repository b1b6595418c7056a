/**
 * Where the words of a query stand in a snippet. Search by word is stemmed: here the beginning of a longer word shows
 * where it stands.
 */
import { UNSPACED } from '../../shared/unspaced-scripts.ts';

/** A word so short begins many others. */
const SHORT = /^[a-z\d]{1,3}$/;

/** How a short word may go on and still be the same: "log" stands in "logs" and "logging", and not in "logical". */
const INFLECTION = /^(?:e?s|\p{L}?(?:ed|ing|ers?))?$/u;

const LETTER = /[\p{L}\p{N}]/u;
const LETTERS = /^[\p{L}\p{N}]*/u;

/**
 * The places of `words`, lower case, in UTF-16 units: [start, end, ...] in order, without overlaps. `unfinished`: the
 * one of them that is still being typed, which may go on in any way.
 */
export function matchedPlaces(
  snippet: string,
  words: readonly string[],
  unfinished: string | null = null,
): number[] {
  const lower = snippet.toLowerCase();
  // Some letters have a lower case of another length: places would be off.
  if (lower.length !== snippet.length) return [];
  const places = words.flatMap((word) => placesOf(lower, word, word === unfinished));
  places.sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [start, end] of places) {
    const last = merged.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged.flat();
}

function placesOf(lower: string, word: string, goesOn: boolean): [number, number][] {
  const places: [number, number][] = [];
  const within = UNSPACED.test(word);
  const stem = word.length > 5 && !within ? word.slice(0, -2) : word;
  for (let at = lower.indexOf(stem); at >= 0; at = lower.indexOf(stem, at + stem.length)) {
    if (!within && LETTER.test(lower.charAt(at - 1))) continue;
    const rest = within ? '' : (LETTERS.exec(lower.slice(at + stem.length))?.[0] ?? '');
    const other = SHORT.test(word) && !goesOn && !(word.length > 1 ? INFLECTION.test(rest) : rest === '');
    if (!other) places.push([at, at + stem.length + rest.length]);
  }
  return places;
}
