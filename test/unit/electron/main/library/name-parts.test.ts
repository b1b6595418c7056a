import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameParts, searchableText } from '../../../../../electron/main/library/name-parts.ts';

describe('the parts of a name', () => {
  test.each([
    ['userStore', ['user', 'Store']],
    ['HTTPServerError', ['HTTP', 'Server', 'Error']],
    ['sha256Hash', ['sha256', 'Hash']],
    ['ÜberGröße', ['Über', 'Größe']],
    ['parseJSON', ['parse', 'JSON']],
  ])('%s are %j', (name, parts) => {
    expect(nameParts(name)).toEqual(parts);
  });

  test.each(['user', 'User', 'USER', 'URLs', '3F2504E0', 'aB'])('%s has none', (word) => {
    expect(nameParts(word)).toEqual([]);
  });

  test('are not those of encoded data', () => {
    expect(nameParts('aGVsbG8gd29ybGQ'.repeat(5))).toEqual([]);
  });
});

describe('a text as it is indexed', () => {
  test('has the parts of its names behind it, each name once', () => {
    expect(searchableText('call userStore, then userStore.open and fileStore')).toBe(
      'call userStore, then userStore.open and fileStore\nuser Store file Store',
    );
    expect(searchableText('(…userStore—openFile)')).toBe('(…userStore—openFile)\nuser Store open File');
  });

  test('has the parts of words that no spaces tell apart too', () => {
    expect(searchableText('userStore 漢字')).toBe('userStore 漢字\nuser Store 漢 字 漢字');
  });

  test('is the text where there are none', () => {
    expect(searchableText('Nothing to see. The URLs of MAX_SIZE, Größe')).toBe(
      'Nothing to see. The URLs of MAX_SIZE, Größe',
    );
  });

  test('begins with the text, whatever it is, and adds only what stands in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'Ö', '1', ' ', '_', '漢', '😀') }),
        (text) => {
          const searchable = searchableText(text);
          expect(searchable.startsWith(text)).toBe(true);
          for (const part of searchable.slice(text.length).split(/\s+/)) expect(text).toContain(part);
        },
      ),
    );
  });
});
