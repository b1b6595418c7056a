import { expect, test } from 'vitest';
import { MovingRate } from '../../../../../electron/main/importing/moving-rate.ts';

test('a rate is that of the last while, not of all time', () => {
  const rate = new MovingRate(10_000);
  expect(rate.perSecond(0)).toBe(0);
  for (let second = 0; second <= 60; second += 1)
    rate.note(second * 1_000, second < 30 ? second * 100 : 3_000 + (second - 30) * 10);
  expect(rate.perSecond(60_000)).toBeCloseTo(10, 5);
});
