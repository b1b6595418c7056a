import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thinned } from '../../../../bench/report/thin-points.ts';
import type { Point } from '../../../../bench/report/thin-points.ts';

describe('thinned', () => {
  test('leaves a short series alone', () => {
    const points: Point[] = [
      [0, 1],
      [1, null],
      [2, 3],
    ];
    expect(thinned(points, 100)).toBe(points);
    expect(thinned([], 100)).toEqual([]);
  });

  test('keeps a peak that lasts for a single one of very many points', () => {
    const points = Array.from({ length: 50_000 }, (_, x): Point => [x, x === 31_234 ? 3000 : 200]);
    const kept = thinned(points, 800);
    expect(kept.length).toBeLessThan(4 * 801);
    expect(kept).toContainEqual([31_234, 3000]);
    expect(kept[0]).toEqual([0, 200]);
    expect(kept.at(-1)).toEqual([49_999, 200]);
  });

  test('keeps gaps where they are', () => {
    const points = Array.from({ length: 5000 }, (_, x): Point => [x, x >= 2000 && x < 2010 ? null : x]);
    const kept = thinned(points, 100);
    expect(kept.filter(([, y]) => y === null)).toHaveLength(10);
    const gap = kept.findIndex(([, y]) => y === null);
    expect(kept[gap - 1]).toEqual([1999, 1999]);
    expect(kept[gap + 10]).toEqual([2010, 2010]);
  });

  test('gives some of the points, in their order, with the lowest and the highest', () => {
    const series = fc.array(fc.oneof(fc.nat(1000), fc.constant(null)), { minLength: 50, maxLength: 400 });
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 20 }), (values, columns) => {
        const points = values.map((y, x): Point => [x, y]);
        const kept = thinned(points, columns);
        const xs = kept.map(([x]) => x);
        expect(xs).toEqual([...new Set(xs)].sort((a, b) => a - b));
        expect(kept.every(([x, y]) => points[x]?.[1] === y)).toBe(true);
        const heights = (from: readonly Point[]): number[] => from.flatMap(([, y]) => y ?? []);
        expect(Math.max(...heights(kept))).toBe(Math.max(...heights(points)));
        expect(Math.min(...heights(kept))).toBe(Math.min(...heights(points)));
      }),
    );
  });
});
