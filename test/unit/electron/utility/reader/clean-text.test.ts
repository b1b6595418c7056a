import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, cutText, oneLine } from '../../../../../electron/utility/reader/clean-text.ts';

describe('cleaned text', () => {
  test.each([
    ['colours', '\u001b[1;31mred\u001b[0m text', 'red text'],
    ['links of a terminal', '\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007', 'link'],
    ['NULs and control characters', 'a\u0000b\u0008c\u007fd\u0085e', 'abcde'],
    ['other line ends', 'a\r\nb\rc', 'a\nb\nc'],
    ['white space around it', '\n\n  a \n', 'a'],
  ])('is without %s', (_what, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });

  test('keeps tabs, line feeds and everything that can be read', () => {
    expect(cleanText('a\tb\nc naïve 日本語 😀')).toBe('a\tb\nc naïve 日本語 😀');
  });

  test('is always well-formed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => cleanText(text).isWellFormed()));
    expect(cleanText('a\ud83d')).toBe('a\ufffd');
  });
});

describe('cut text', () => {
  test('is the beginning, never with half a pair', () => {
    expect(cutText('abcdef', 3)).toBe('abc');
    expect(cutText('ab😀', 3)).toBe('ab');
    expect(cutText('ab😀', 4)).toBe('ab😀');
  });
});

describe('one line', () => {
  test('has single spaces and a limited length', () => {
    expect(oneLine('  npm  test\n\n--watch ', 100)).toBe('npm test --watch');
    expect(oneLine('a '.repeat(500), 10)).toHaveLength(10);
  });
});
