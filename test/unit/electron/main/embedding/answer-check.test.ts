import { expect, test } from 'vitest';
import { faultOf } from '../../../../../electron/main/embedding/answer-check.ts';

test.each<[string, number[], string | null]>([
  ['vectors of norm 1', [0.6, 0.8, 1, 0], null],
  ['rounding', [0.6, 0.801, 1, 0], null],
  ['a row too few', [0.6, 0.8], 'answered 2 numbers for 2 texts of 2'],
  ['a row too many', [1, 0, 1, 0, 1, 0], 'answered 6 numbers for 2 texts of 2'],
  ['not a number', [0.6, 0.8, Number.NaN, 0], 'answered a vector for text 1 that is not of norm 1'],
  [
    'an infinite number',
    [Number.POSITIVE_INFINITY, 0, 1, 0],
    'answered a vector for text 0 that is not of norm 1',
  ],
  ['zeros', [0, 0, 1, 0], 'answered a vector for text 0 that is not of norm 1'],
  ['a vector that is too long', [1, 0, 2, 0], 'answered a vector for text 1 that is not of norm 1'],
])('judges %s', (_, numbers, fault) => {
  expect(faultOf(Float32Array.from(numbers), 2, 2)).toBe(fault);
});
