import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askedParts, unspacedParts } from '../../../../../electron/main/library/unspaced-words.ts';

describe('a text whose script puts no spaces between words', () => {
  test('is found by its letters, and by each two in a row, once', () => {
    expect(unspacedParts('数据库，数据')).toEqual(['数', '据', '库', '数据', '据库']);
    expect(unspacedParts('データ')).toEqual(['デ', 'ー', 'タ', 'デー', 'ータ']);
    expect(unspacedParts('데이터')).toEqual(['데', '이', '터', '데이', '이터']);
  });

  test('is found by what is written in other letters within it', () => {
    expect(unspacedParts('用Redis缓存')).toEqual(['Redis', '用', '缓', '存', '缓存']);
  });

  test('is found without the marks on its letters, however they are written', () => {
    expect(unspacedParts('ข้อ')).toEqual(['ข', 'อ', 'ขอ']);
    expect(unspacedParts('か\u3099く')).toEqual(unspacedParts('がく'));
  });

  test('has no parts where it is of another script', () => {
    for (const text of ['Nothing to see', 'Привет', 'مرحبا', '🎉', '，。「」'])
      expect(unspacedParts(text)).toEqual([]);
  });
});

describe('a word of a query', () => {
  test('is asked for by each two of its letters, and by one only where it stands alone', () => {
    expect(askedParts('数据库')).toEqual(['数据', '据库']);
    expect(askedParts('数据')).toEqual([]);
    expect(askedParts('猫')).toEqual([]);
    expect(askedParts('用redis')).toEqual(['redis', '用']);
    expect(askedParts('kiln')).toEqual([]);
  });

  test('that stands anywhere in a text is found by all that it is asked for by', () => {
    const letters = fc.constantFrom('数', '据', '猫', 'が', 'ー', '데', 'ข', 'a', '1', '𠮷');
    const word = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(word, word, word, (before, middle, after) => {
        const found = new Set(unspacedParts(before + middle + after));
        // A piece in other letters may go on outside of the word.
        const asked = askedParts(middle).filter((part) => !/[a1]/.test(part));
        expect(asked.filter((part) => !found.has(part))).toEqual([]);
      }),
    );
  });
});
