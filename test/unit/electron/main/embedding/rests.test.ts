import { expect, test } from 'vitest';
import { Rests } from '../../../../../electron/main/embedding/rests.ts';

test('a slot rests for its share of the time that the batch took, and others do not', () => {
  const rests = new Rests();
  rests.begin(0, 1_000);
  expect(rests.end(0, 1_400, 0.5)).toBe(1_600);
  expect(rests.isResting(0, 1_599)).toBe(true);
  expect(rests.isResting(0, 1_600)).toBe(false);
  expect(rests.isResting(1, 1_500)).toBe(false);
});

test('a machine that slept over a batch makes no rest of hours, nor does a clock that was set back', () => {
  const rests = new Rests();
  rests.begin(0, 0);
  expect(rests.end(0, 8 * 3_600_000, 1)).toBe(8 * 3_600_000 + 5_000);
  expect(rests.isResting(0, 3_600_000)).toBe(false);
});

test('a rest can be called off', () => {
  const rests = new Rests();
  rests.begin(0, 0);
  rests.end(0, 1_000, 1);
  rests.clear();
  expect(rests.isResting(0, 1_000)).toBe(false);
});
