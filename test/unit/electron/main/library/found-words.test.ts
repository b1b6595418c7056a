import { describe, expect, test } from 'vitest';
import { findWords } from '../../../../../electron/main/library/found-words.ts';
import { Proximity } from '../../../../../electron/main/library/proximity.ts';
import { sparseDocument, sparseQuery } from '../../../../../electron/main/library/sparse-words.ts';
import { WordTerms } from '../../../../../electron/main/library/word-terms.ts';

const terms = new WordTerms();
const proximity = new Proximity(terms);
const words = ['retry', 'queue', 'kiln'].map((word) => ({ word, weight: 1 }));

/** How rare the terms are on the server of these tests. */
const RARITY: Readonly<Record<string, number>> = { retri: 2, queue: 5, kiln: 3 };

/** A text with the score that a server gives it for the words. */
function served(text: string): { readonly text: string; readonly score: number } {
  const stands = sparseDocument(terms.of(text));
  const score = Object.entries(RARITY).reduce((sum, [term, rarity]) => {
    const at = stands.indices.indexOf(sparseQuery([{ term, weight: 1 }]).indices[0] ?? -1);
    return sum + rarity * (stands.values[at] ?? 0);
  }, 0);
  return { text, score };
}

const find = (...texts: string[]) => findWords(texts.map(served), words, { proximity, terms });

describe('what a server found by words', () => {
  test('says in its scores how rare each word is', () => {
    const { rarity } = find(
      ...['the retry queue is stuck', 'a queue of people', 'retry, and retry again, and log each retry'],
      ...['a queue queue queue', 'we retried it'],
    );
    expect(rarity.map(({ word }) => word)).toEqual(['retry', 'queue']);
    expect(rarity[0]?.rarity).toBeCloseTo(2, 1);
    expect(rarity[1]?.rarity).toBeCloseTo(5, 1);
  });

  test('is nearer to what was asked where the words stand side by side', () => {
    const { near } = find(
      'the retry queue',
      'a queue of retries',
      'retry it; later on we look at the queue',
      'queue',
    );
    expect(near[0]).toBeCloseTo(2, 0);
    expect(near[1]).toBeCloseTo((near[0] ?? NaN) / 2);
    expect(near.slice(2)).toEqual([0, 0]);
  });

  test('may be nothing, or have none of the words', () => {
    expect(find()).toEqual({ near: [], rarity: [] });
    expect(find('an empty page')).toEqual({ near: [0], rarity: [] });
  });
});
