import { expect, test } from 'vitest';
import { MemoryCurves } from '../../../../../electron/main/activity/memory-curves.ts';

const START = Date.UTC(2026, 0, 5);

function pointsAfter(seconds: number) {
  const curves = new MemoryCurves();
  for (let second = 0; second < seconds; second += 1) {
    const size = second === 100 ? 900 : 200;
    curves.add(START + second * 1_000, new Map([['main', size]]));
  }
  return curves.all().get('main') ?? [];
}

test('a session of some hours is there in full detail', () => {
  expect(pointsAfter(10_000)).toHaveLength(10_000);
});

test('a longer one keeps its last two hours in full, a point a minute of the rest, and its peak', () => {
  const points = pointsAfter(40_000);
  const last = START + 39_999_000;
  expect(points.length).toBeLessThan(20_001);
  expect(points.filter(([at]) => at > last - 7_200_000)).toHaveLength(7_200);
  expect(Math.max(...points.map(([, mb]) => mb))).toBe(900);
  expect(points[0]?.[0]).toBeLessThan(START + 120_000);
});

test('nothing is older than a week, and the number of points has a bound', () => {
  const points = pointsAfter(10 * 24 * 3_600);
  expect(points.length).toBeLessThan(20_001);
  expect(points[0]?.[0]).toBeGreaterThan(START + 2 * 24 * 3_600_000);
});
