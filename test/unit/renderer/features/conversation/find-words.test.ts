import { expect, test } from 'vitest';
import { findText, findWords } from '../../../../../renderer/features/conversation/find-words.ts';

test('words are found where they begin, whatever their case, the longest first', () => {
  expect(findWords(['limit', 'rate limit'])('The Rate limit, unlimited, limits')).toEqual([4, 14, 27, 32]);
});

test('a short word is not found where it only begins another', () => {
  expect(findWords(['log'])('log logs logical')).toEqual([0, 3, 4, 7]);
});

test('a word is found anywhere where its script puts no spaces between words', () => {
  expect(findWords(['备份'])('我们的备份')).toEqual([3, 5]);
});

test('a text is found wherever it occurs; its letters mean themselves', () => {
  expect(findText('a.b')('xa.b axb A.B')).toEqual([1, 4, 9, 12]);
  expect(findText(' ')('a b')).toEqual([]);
  expect(findWords(['['])('[x]')).toEqual([0, 1]);
});
