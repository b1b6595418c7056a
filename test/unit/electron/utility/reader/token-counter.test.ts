import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createTokenCounter,
  type TokenCounter,
} from '../../../../../electron/utility/reader/token-counter.ts';
import { loadTokenizer, type WordPieceTokenizer } from '../../../../../electron/utility/tokenizer.ts';
import { modelFolder } from '../../../../../headless/paths.ts';

let tokenizer: WordPieceTokenizer;
let count: TokenCounter;

beforeAll(async () => {
  tokenizer = await loadTokenizer(modelFolder);
  count = createTokenCounter(tokenizer);
});

const exact = (text: string): number => tokenizer.encode(text).length - 2;

describe('the count of tokens', () => {
  test('is what the tokenizer makes of the whole text', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        'snake_case',
        'camelCase()',
        'https://a.b/c?d=1',
        '日本語',
        'naïve',
        'Σ',
        'x'.repeat(130),
        '€5.00',
      ),
      fc.constantFrom(
        '[SEP]',
        'a[CLS]b',
        '[UNKNOWN]',
        '[',
        '가나다.라',
        'e\u0301',
        '≠',
        '\u{2070e}',
        'ﬁ',
        'İ',
        'ß',
        '\u200d',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(word),
        fc.constantFrom('', ' ', '\n', '\n\n', '\t', '\u00a0', '\u3000'),
        (words, between) => {
          const text = words.join(between);
          expect(count(text)).toBe(exact(text));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('is exact for long runs without white space as well', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'привет',
        '한국어',
        '日本',
        '≠',
        'e\u0301',
        '«',
        '…',
        'abc',
        '1',
        '+',
        '😀',
        '\u200d',
        '\u{2070e}',
        '\u3000',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const run = fc.array(fc.tuple(piece, fc.integer({ min: 1, max: 150 })), { minLength: 5, maxLength: 12 });
    fc.assert(
      fc.property(run, (parts) => {
        const text = parts.map(([part, times]) => part.repeat(times)).join('');
        expect(count(text)).toBe(exact(text));
      }),
      { numRuns: 100 },
    );
  });

  test.each(['a\u0001b', 'a\fb', 'a\u000bb', 'x\u007fy', 'say [CLS] twice', 'a\u0085b'])(
    'follows the tokenizer where it drops or joins: %j',
    (text) => {
      expect(count(text)).toBe(exact(text));
    },
  );

  test('takes a word of more than 100 letters for one unknown token', () => {
    expect(count('x'.repeat(100))).toBe(exact('x'.repeat(100)));
    expect(count('x'.repeat(101))).toBe(1);
    expect(count('x'.repeat(1_000_000))).toBe(1);
    expect(count('я'.repeat(1_000_000))).toBe(1);
  });

  test('adds up over white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        expect(count(`${one}\n${other}`)).toBe(count(one) + count(other));
      }),
    );
  });
});
