/**
 * How near to each other the words of a query stand in a text. What somebody remembers of a text is seldom scattered
 * over it: "retry queue" is asked for where both stand side by side.
 */
import type { WordTerms } from './word-terms.ts';

/** Pairs count up to so many words apart. */
const WINDOW = 5;

/** Words whose terms are remembered: those of a query, and others that begin like them. */
const REMEMBERED = 20_000;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const MARKS = /\p{M}+/gu;

/** How rare each term of a query is; the rarer of two is what a pair of them weighs. */
export type TermRarity = ReadonlyMap<string, number>;

/** A term at the so-manieth word of a text. */
export interface TermPlace {
  readonly term: string;
  readonly at: number;
}

/** Where terms stand in a text, in its order, and how many words it has in all. */
export interface StandingTerms {
  readonly places: readonly TermPlace[];
  readonly words: number;
}

/** Measures how near terms stand. Remembers the terms of words. */
export class Proximity {
  private readonly terms: WordTerms;
  private readonly known = new Map<string, string>();

  constructor(terms: WordTerms) {
    this.terms = terms;
  }

  /** How near the terms stand in a text; see `nearness`. */
  of(text: string, rarity: TermRarity): number {
    return nearness(this.standing(text, rarity).places, rarity);
  }

  /** Where those of a query's terms stand that are in a text. */
  standing(text: string, terms: { keys(): Iterable<string>; has(term: string): boolean }): StandingTerms {
    const beginnings = new Set(Array.from(terms.keys(), beginning));
    const places: TermPlace[] = [];
    let words = 0;
    for (const [word] of text.matchAll(WORD)) {
      words += 1;
      // A term begins as its word does: only few words have to be stemmed.
      if (!beginnings.has(beginning(word))) continue;
      const term = this.termOf(word);
      if (terms.has(term)) places.push({ term, at: words });
    }
    return { places, words };
  }

  private termOf(word: string): string {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    if (this.known.size >= REMEMBERED) this.known.clear();
    const term = this.terms.of(word)[0] ?? '';
    this.known.set(word, term);
    return term;
  }
}

/**
 * The sum over all pairs of different terms that stand at most five words apart, each at its nearest: the rarity of the
 * commoner one, divided by how many words they are apart. 0 where there is no such pair.
 */
export function nearness(places: readonly TermPlace[], rarity: TermRarity): number {
  const nearest = new Map<string, number>();
  let recent: readonly TermPlace[] = [];
  for (const place of places) {
    const { term, at } = place;
    recent = recent.filter((other) => at - other.at <= WINDOW);
    for (const other of recent) {
      if (other.term === term) continue;
      const pair = term < other.term ? `${term} ${other.term}` : `${other.term} ${term}`;
      const value = Math.min(rarity.get(term) ?? 0, rarity.get(other.term) ?? 0) / (at - other.at);
      if (value > (nearest.get(pair) ?? 0)) nearest.set(pair, value);
    }
    recent = [...recent, place];
  }
  let sum = 0;
  for (const value of nearest.values()) sum += value;
  return sum;
}

/** The first two letters, without capitals and accents. */
function beginning(word: string): string {
  const two = word.slice(0, 2);
  // Most words: a fifth of the time.
  if (two.charCodeAt(0) < 128 && !(two.charCodeAt(1) >= 128)) return two.toLowerCase();
  return two.normalize('NFD').replace(MARKS, '').toLowerCase().slice(0, 2);
}
