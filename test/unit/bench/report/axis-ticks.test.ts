import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisTicks } from '../../../../bench/report/axis-ticks.ts';

test.each([
  [1000, 5, [0, 200, 400, 600, 800, 1000]],
  [1020, 5, [0, 500, 1000, 1500]],
  [0.5, 5, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
  [7, 8, [0, 1, 2, 3, 4, 5, 6, 7]],
])('up to %d in about %d steps', (largest, wanted, ticks) => {
  expect(axisTicks(largest, wanted)).toEqual(ticks);
});

test('an axis without values still has a beginning and an end', () => {
  expect(axisTicks(0, 5).length).toBeGreaterThan(1);
  expect(axisTicks(NaN, 5)).toEqual(axisTicks(0, 5));
});

test('ticks rise evenly from 0 to the largest value or beyond, and are never many', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      (largest, wanted) => {
        const ticks = axisTicks(largest, wanted);
        const [first, step = 0] = ticks;
        expect(first).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-6));
        expect(ticks.length).toBeLessThanOrEqual(wanted + 2);
        ticks.forEach((tick, index) => expect(Math.abs(tick - index * step)).toBeLessThan(step * 1e-6));
      },
    ),
  );
});
