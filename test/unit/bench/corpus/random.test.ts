import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../../bench/corpus/random.ts';

const draws = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.word());

/** The first words of seed 1: if they change, every generated corpus changes. */
const KNOWN_WORDS = [2958390140, 798431460, 1119377180, 4128543160];

describe('Random', () => {
  test('gives the same numbers for the same seed, on every machine', () => {
    expect(draws(new Random(1), 3)).toEqual(draws(new Random('1'), 3));
    expect(draws(new Random(1), 4)).toEqual(KNOWN_WORDS);
  });

  test('gives other numbers for another seed', () => {
    expect(draws(new Random(1), 3)).not.toEqual(draws(new Random(2), 3));
  });

  test('a fork does not depend on what was drawn before it', () => {
    const used = new Random(5);
    draws(used, 100);
    expect(draws(used.fork('part'), 3)).toEqual(draws(new Random(5).fork('part'), 3));
    expect(draws(used.fork('part'), 3)).not.toEqual(draws(used.fork('other'), 3));
  });

  test('integer stays within its bounds and reaches both', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(4), (seed, least, span) => {
        const random = new Random(seed);
        const seen = new Set(Array.from({ length: 200 }, () => random.integer(least, least + span)));
        expect([...seen].sort((a, b) => a - b)).toEqual(
          Array.from({ length: span + 1 }, (_, index) => least + index),
        );
      }),
    );
  });

  test('weighted follows the weights and never gives what has none', () => {
    const random = new Random(3);
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let draw = 0; draw < 10_000; draw++) counts[random.weighted({ often: 9, seldom: 1, never: 0 })]++;
    expect(counts.never).toBe(0);
    expect(counts.seldom / 10_000).toBeCloseTo(0.1, 1);
  });

  test('pickRanked prefers what comes first but reaches everything', () => {
    const random = new Random(4);
    const counts = new Array<number>(20).fill(0);
    const items = counts.map((_, index) => index);
    for (let draw = 0; draw < 20_000; draw++) {
      const index = random.pickRanked(items);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    const [first = 0, second = 0] = counts;
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(3 * (counts[19] ?? 0));
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test('logNormal has the median that was asked for, and a long tail', () => {
    const random = new Random(6);
    const values = Array.from({ length: 20_001 }, () => random.logNormal(100, 1)).sort((a, b) => a - b);
    expect(values[10_000]).toBeGreaterThan(95);
    expect(values[10_000]).toBeLessThan(105);
    expect(values.at(-1)).toBeGreaterThan(2000);
    expect(values[0]).toBeGreaterThan(0);
  });

  test('uuid is of version 4 and hex has the length that was asked for', () => {
    const random = new Random(7);
    const uuids = Array.from({ length: 1000 }, () => random.uuid());
    expect(new Set(uuids).size).toBe(1000);
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(random.hex(7)).toMatch(/^[0-9a-f]{7}$/);
    expect(random.hex(22)).toMatch(/^[0-9a-f]{22}$/);
  });

  test('refuses to pick from nothing', () => {
    expect(() => new Random(8).pick([])).toThrow(RangeError);
    expect(() => new Random(8).weighted({})).toThrow(RangeError);
  });
});
