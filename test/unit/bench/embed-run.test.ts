import { expect, test } from 'vitest';
import { largestGrowth } from '../../../bench/embed-run.ts';

test('the largest growth is that of one process within the time, not that of a slow rise', () => {
  const slow = Array.from({ length: 100 }, (_, step) => [step * 50, 100 + step] as const);
  const sudden: (readonly [number, number])[] = [
    [0, 100],
    [200, 110],
    [400, 190],
    [450, 200],
    [5_000, 900],
  ];
  expect(largestGrowth(new Map([[1, slow]]), 250)).toBe(5);
  expect(
    largestGrowth(
      new Map([
        [1, slow],
        [2, sudden],
      ]),
      250,
    ),
  ).toBe(90);
});

test('a process that shrinks does not grow', () => {
  expect(
    largestGrowth(
      new Map([
        [
          1,
          [
            [0, 300],
            [100, 200],
          ],
        ],
      ]),
      250,
    ),
  ).toBe(0);
});
