import { expect, test } from 'vitest';
import { rawTokensPerSecond } from '../../bench/raw-recipe.ts';

test('the bare model of the bench runs on the real embedder processes', async () => {
  const texts = Array.from({ length: 70 }, (_, turn) => `text number ${turn} of the bench`);
  expect(await rawTokensPerSecond(texts, 2)).toBeGreaterThan(0);
});
