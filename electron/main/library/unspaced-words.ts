/**
 * Makes texts findable by word whose script puts no spaces between words: the full-text index takes all up to the next
 * sign for one word. Beside it stand each letter and each two in a row, and what is written in other letters within it.
 * A query asks for the same, so that 数据库 finds 我们的数据库, and Redis finds 用Redis缓存.
 */
import { UNSPACED_RUN } from '../../shared/unspaced-scripts.ts';
import { wordsOf } from '../../shared/words-of.ts';

const MARKS = /\p{M}/gu;

/** Blocks of these scripts: to look for them is several times faster than to look for the letters. */
const MAY_BE =
  /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u31ff\u3400-\u9fff\uaa60-\uaa7f\uac00-\ud7ff\ud840-\ud8bf\uf900-\ufaff\uff66-\uffdc]/;

/** Whether a text may hold letters of such a script; what has none is told at once. */
export function mayBeUnspaced(text: string): boolean {
  return MAY_BE.test(text);
}

/** What a text is found by besides its words, each once. */
export function unspacedParts(text: string): string[] {
  if (!mayBeUnspaced(text)) return [];
  const parts = new Set<string>();
  for (const word of wordsOf(text)) {
    if (!mayBeUnspaced(word)) continue;
    const runs = runsOf(word);
    for (const other of othersIn(word, runs)) parts.add(other);
    for (const letters of runs) for (const part of [...letters, ...pairsOf(letters)]) parts.add(part);
  }
  return [...parts];
}

/** What is asked for besides a word of a query: its letters in pairs; a letter by itself only where it stands alone. */
export function askedParts(word: string): string[] {
  if (!mayBeUnspaced(word)) return [];
  const runs = runsOf(word);
  const parts = runs.flatMap((letters) => (letters.length > 1 ? pairsOf(letters) : letters));
  return [...othersIn(word, runs), ...parts].filter((part) => part !== word);
}

/** The letters of each run in a word, without marks: the full-text index takes some of those for signs. */
function runsOf(word: string): string[][] {
  const runs = Array.from(word.normalize('NFC').matchAll(UNSPACED_RUN), ([run]) => run);
  return runs.map((run) => Array.from(run.replace(MARKS, '')));
}

function othersIn(word: string, runs: readonly unknown[]): string[] {
  return runs.length === 0 ? [] : word.split(UNSPACED_RUN).filter((piece) => piece !== '');
}

function pairsOf(letters: readonly string[]): string[] {
  return letters.slice(1).map((letter, at) => `${letters[at] ?? ''}${letter}`);
}
