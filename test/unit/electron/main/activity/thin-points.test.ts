import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  thinPoints,
  thinToAtMost,
  type MemoryPoint,
} from '../../../../../electron/main/activity/thin-points.ts';

/** Curves with points in order of time, close together and far apart. */
const curves = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 4_000 })), {
    maxLength: 300,
  })
  .map((steps) => {
    let at = 1_700_000_000_000;
    return steps.map(([gap, mb]): MemoryPoint => [(at += gap), mb]);
  });
const stretches = fc.integer({ min: 1, max: 10_000 });
const highest = (points: readonly MemoryPoint[]): number => Math.max(0, ...points.map(([, mb]) => mb));

describe('thinning a curve', () => {
  test('keeps the highest point of each stretch, and leaves empty stretches empty', () => {
    const points: MemoryPoint[] = [
      [0, 100],
      [9, 300],
      [10, 200],
      [15, 200],
      [45, 50],
    ];
    expect(thinPoints(points, 10)).toEqual([
      [9, 300],
      [10, 200],
      [45, 50],
    ]);
    expect(thinPoints([], 10)).toEqual([]);
  });

  test('invents no point, loses no peak and keeps the order', () => {
    fc.assert(
      fc.property(curves, stretches, (points, stretch) => {
        const thinned = thinPoints(points, stretch);
        expect(thinned.every((point) => points.includes(point))).toBe(true);
        expect(highest(thinned)).toBe(highest(points));
        expect(thinned).toEqual(thinned.toSorted((a, b) => a[0] - b[0]));
      }),
    );
  });

  test('leaves one point in a stretch, and one in each that had some', () => {
    fc.assert(
      fc.property(curves, stretches, (points, stretch) => {
        const touched = (some: readonly MemoryPoint[]) => some.map(([at]) => Math.floor(at / stretch));
        expect(touched(thinPoints(points, stretch))).toEqual([...new Set(touched(points))]);
      }),
    );
  });

  test('in two steps, where the stretches fit into each other, is the same as in one', () => {
    fc.assert(
      fc.property(curves, stretches, fc.integer({ min: 1, max: 20 }), (points, stretch, times) => {
        const inOne = thinPoints(points, stretch * times);
        expect(thinPoints(thinPoints(points, stretch), stretch * times)).toEqual(inOne);
      }),
    );
  });

  test('to a number of points gives no more than that, and all where there are no more', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 2, max: 400 }), (points, most) => {
        const thinned = thinToAtMost(points, most);
        expect(thinned.length).toBeLessThanOrEqual(most);
        expect(highest(thinned)).toBe(highest(points));
        if (points.length <= most) expect(thinned).toEqual(points);
      }),
    );
  });
});
