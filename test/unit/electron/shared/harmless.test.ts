import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless, harmlessJson, harmlessLine } from '../../../../electron/shared/harmless.ts';

/** Text in which what may do harm is as frequent as anything else. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...Array.from(
        '\u0000\u0007\t\n\r\u001b[]8;m\u007f\u0085\u009b\u009d\u2028\u2029\u202a\u202e\u2066\u2069"\\',
      ),
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});

/** What no terminal may get from somebody else's text. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Bidi_Control}\u{e0000}-\u{e007f}]/u;

test.each([
  ['a colour', '\u001b[31mred\u001b[0m', '[31mred[0m'],
  [
    'a link that shows another address',
    '\u001b]8;;http://evil.example\u001b\\here',
    ']8;;http://evil.example\\here',
  ],
  ['an escape of one character', 'red\u009b31m', 'red31m'],
  ['a name that is read backwards', 'photo\u202egnp.exe', 'photognp.exe'],
  ['a mark of direction', 'a\u200fb\u061cc', 'abc'],
  ['a letter that nobody sees', `a${String.fromCodePoint(0xe0049, 0xe0067)}b`, 'ab'],
])('%s is printed as text', (_what, text, printed) => {
  expect(harmless(text)).toBe(printed);
});

test.each(['über 字 عربي עברית', '👩‍👩‍👧 नमस्ते', 'a\u00adb'])('what is only text stays: %j', (text) => {
  expect(harmless(text)).toBe(text);
});

test('paragraphs stay what they are; a name is one line', () => {
  expect(harmless('one\n\ttwo')).toBe('one\n\ttwo');
  expect(harmlessLine('a title\n2. a forged hit\u2028and more\r\n')).toBe(
    'a title 2. a forged hit and more ',
  );
});

test('whatever a text holds, nothing of it is obeyed', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(harmless(text)).not.toMatch(OBEYED);
      expect(harmlessLine(text)).not.toMatch(/[\n\r\t\u2028\u2029]/);
      expect(harmlessLine(text)).not.toMatch(OBEYED);
    }),
  );
});

test('JSON that is printed says the same, in characters that no terminal obeys', () => {
  fc.assert(
    fc.property(fc.record({ title: hostile, tags: fc.array(hostile) }), (document) => {
      const printed = harmlessJson(document);
      expect(JSON.parse(printed)).toEqual(document);
      expect(printed).not.toMatch(OBEYED);
      expect(printed).not.toMatch(/[\u2028\u2029]/);
    }),
  );
});
