import { expect, test } from 'vitest';
import { PageLosses } from '../../../../../electron/main/desktop/page-losses.ts';

test('a page is loaded again, unless it was lost three times within a minute', () => {
  const losses = new PageLosses();
  expect([0, 10_000, 20_000].map((now) => losses.mayReload(now))).toEqual([true, true, false]);
});

test('losses that are a minute apart count each for itself', () => {
  const losses = new PageLosses();
  expect([0, 60_000, 120_000, 180_000].map((now) => losses.mayReload(now))).toEqual([true, true, true, true]);
});
