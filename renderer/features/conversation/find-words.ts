/**
 * Where words occur in a text.
 */
import { UNSPACED } from '../../../electron/shared/unspaced-scripts.ts';

/** Gives the places `[start, end, start, end, ...]` to mark in a text. */
export type Finder = (text: string) => readonly number[];

/** Marks in one text after which no more are made: nobody looks at them, and each is an element. */
const MOST = 500;

/** Finds nothing. */
export const findNothing: Finder = () => [];

/** Finds a text wherever it occurs, whatever its case. */
export function findText(text: string): Finder {
  return text.trim() === '' ? findNothing : finderOf(new RegExp(escape(text), 'giu'));
}

/** A word so short begins many others. */
const SHORT = /^[a-z\d]{1,3}$/i;

/** Finds words where a word begins: what a search matched, and not the same letters within others. */
export function findWords(words: readonly string[]): Finder {
  const wanted = words.filter((word) => word.trim() !== '');
  if (wanted.length === 0) return findNothing;
  // The longest first, so that "rate limit" is one place and not "rate".
  const alternatives = wanted.toSorted((a, b) => b.length - a.length).map(patternOf);
  return finderOf(new RegExp(alternatives.join('|'), 'giu'));
}

function patternOf(word: string): string {
  if (UNSPACED.test(word)) return escape(word);
  const end = SHORT.test(word) ? '(?=(?:e?s)?(?![\\p{L}\\p{N}]))' : '';
  return `(?<![\\p{L}\\p{N}])${escape(word)}${end}`;
}

function finderOf(pattern: RegExp): Finder {
  return (text) => {
    const places: number[] = [];
    for (const match of text.matchAll(pattern)) {
      places.push(match.index, match.index + match[0].length);
      if (places.length >= MOST * 2) break;
    }
    return places;
  };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
