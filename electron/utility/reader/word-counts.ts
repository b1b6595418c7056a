/**
 * Remembers the token counts of words. Words are looked up where they stand in a text: cutting each of them out would
 * take longer than all else that counting does.
 */
import { ownCopy } from './own-copy.ts';

/** A power of two; words beyond it take the places of others. */
const SLOTS = 1 << 17;

/** Places that a word may stand at. */
const PROBES = 4;

const LONGEST = 40;

/** The hash of no unit. FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv */
export const HASH_BEGIN = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** The hash of what had `hash`, and a UTF-16 unit behind it. */
export function hashWith(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, PRIME);
}

/** A cache of bounded size: at most `SLOTS` words of at most 40 letters. */
export class WordCounts {
  private readonly count: (word: string) => number;
  private readonly words = new Array<string | undefined>(SLOTS).fill(undefined);
  private readonly counts = new Int16Array(SLOTS);

  /** `count` counts a word that isn't known yet. */
  constructor(count: (word: string) => number) {
    this.count = count;
  }

  /** The tokens of the word that stands in `text` from `from` to `to`, in UTF-16 units. */
  of(text: string, from: number, to: number): number {
    let hash = HASH_BEGIN;
    for (let at = from; at < to; at += 1) hash = hashWith(hash, text.charCodeAt(at));
    return this.ofHashed(text, from, to, hash);
  }

  /** The same where the word's hash is known: `hashWith` of each of its units, from `HASH_BEGIN` on. */
  ofHashed(text: string, from: number, to: number, hash: number): number {
    if (to - from > LONGEST) return this.count(text.slice(from, to));
    const first = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const slot = (first + probe) & (SLOTS - 1);
      const word = this.words[slot];
      if (word === undefined) return this.add(slot, text.slice(from, to));
      if (word.length === to - from && text.startsWith(word, from)) return this.counts[slot] ?? 0;
    }
    return this.add(first, text.slice(from, to));
  }

  private add(slot: number, word: string): number {
    const count = this.count(word);
    this.words[slot] = ownCopy(word);
    this.counts[slot] = count;
    return count;
  }
}
