import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotedPhrases } from '../../../../../electron/main/search/quoted-phrases.ts';

test('phrases stand in quotes of any kind, each counts once', () => {
  expect(quotedPhrases('the "login test" and “flaky spec”')).toEqual(['login test', 'flaky spec']);
  expect(quotedPhrases('of «la suite» and „der Ofen“')).toEqual(['la suite', 'der Ofen']);
  expect(quotedPhrases('"kiln" or "kiln"')).toEqual(['kiln']);
});

test('quotes that are not closed yet, or have no word between them, are none', () => {
  expect(quotedPhrases('the "login te')).toEqual([]);
  expect(quotedPhrases('"" " " "?!"')).toEqual([]);
  expect(quotedPhrases('a disk of 5" or so')).toEqual([]);
  expect(quotedPhrases("it's an 'apostrophe'")).toEqual([]);
});

test('a pasted text has none, whatever it quotes', () => {
  expect(quotedPhrases('it says "cold kiln"\nand then ends')).toEqual([]);
  expect(quotedPhrases('{"a": "b", "c": "d"}')).toEqual([]);
});

test('nothing that is typed is too much for them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (query) => {
      for (const phrase of quotedPhrases(query)) expect(query).toContain(phrase);
    }),
  );
});
