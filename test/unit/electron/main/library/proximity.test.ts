import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Proximity } from '../../../../../electron/main/library/proximity.ts';
import { WordTerms } from '../../../../../electron/main/library/word-terms.ts';

const proximity = new Proximity(new WordTerms());
const rarity = new Map([
  ['retri', 2],
  ['queue', 5],
]);

describe('how near words stand to each other', () => {
  test('is the rarity of the commoner one, less the farther they are apart', () => {
    expect(proximity.of('the retry queue', rarity)).toBe(2);
    expect(proximity.of('a queue of retries', rarity)).toBe(1);
    expect(proximity.of('retry it, then look at the queue', rarity)).toBe(0);
  });

  test('counts each pair once, where it is nearest', () => {
    expect(proximity.of('queue of retries: retrying, the retry queue queue', rarity)).toBe(2);
  });

  test('is nothing for a word beside itself, or alone', () => {
    expect(proximity.of('retry, retried, retrying', rarity)).toBe(0);
    expect(proximity.of('', rarity)).toBe(0);
  });

  test('knows words by their terms, whatever their accents and capitals', () => {
    const accents = new Map([
      ['eclair', 1],
      ['cafe', 1],
    ]);
    expect(proximity.of('CAFÉ Éclairs', accents)).toBe(1);
  });

  test('is never more than all pairs side by side, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('retry', 'queue', 'x', '—', '😀', 'É')), (words) => {
        const near = proximity.of(words.join(' '), rarity);
        expect(near).toBeGreaterThanOrEqual(0);
        expect(near).toBeLessThanOrEqual(2);
      }),
    );
  });
});
