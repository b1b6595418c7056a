import { expect, test } from 'vitest';
import { fitWindow } from '../../../../../electron/utility/embedder/fit-window.ts';

test('a text that fits the window stays as it is', () => {
  expect(fitWindow([101, 7, 102], 3)).toEqual([101, 7, 102]);
});

test('a longer one keeps its beginning and the token that ends a text', () => {
  expect(fitWindow([101, 7, 8, 9, 102], 3)).toEqual([101, 7, 102]);
});
