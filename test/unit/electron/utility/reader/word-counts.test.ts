import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordCounts } from '../../../../../electron/utility/reader/word-counts.ts';

test('a word is counted once, wherever it stands', () => {
  const counted: string[] = [];
  const words = new WordCounts((word) => counted.push(word));
  const text = 'one two one';
  expect([words.of(text, 0, 3), words.of(text, 4, 7), words.of(text, 8, 11), words.of('one', 0, 3)]).toEqual([
    1, 2, 1, 1,
  ]);
  expect(counted).toEqual(['one', 'two']);
});

test('long words are counted each time: they would fill the memory', () => {
  let counted = 0;
  const words = new WordCounts(() => (counted += 1));
  for (let time = 0; time < 3; time += 1) words.of('x'.repeat(41), 0, 41);
  expect(counted).toBe(3);
});

test('the count is that of the word, however many words there were before', () => {
  const words = new WordCounts((word) => word.length);
  for (let number = 0; number < 200_000; number += 1) {
    const word = number.toString(36);
    if (words.of(word, 0, word.length) !== word.length) expect.fail(`${word} got another word's count`);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(60), fc.nat(60), (text, a, b) => {
      const from = Math.min(a, b, text.length);
      const to = Math.min(Math.max(a, b), text.length);
      expect(words.of(text, from, to)).toBe(to - from);
    }),
  );
});
