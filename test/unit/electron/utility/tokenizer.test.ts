import { beforeAll, describe, expect, test } from 'vitest';
import { LONGEST_WORD, loadTokenizer, type ModelTokenizer } from '../../../../electron/utility/tokenizer.ts';
import { modelFolder } from '../../../../headless/paths.ts';

const CLS = 101;
const SEP = 102;
const UNKNOWN = 100;

let tokenizer: ModelTokenizer;

beforeAll(async () => {
  tokenizer = await loadTokenizer(modelFolder);
});

describe('the tokenizer', () => {
  test('puts the special tokens at both ends', () => {
    const ids = tokenizer.encode('hello');
    expect([ids[0], ids.at(-1)]).toEqual([CLS, SEP]);
    expect(tokenizer.encode('')).toEqual([CLS, SEP]);
  });

  test('does not cut at the window', () => {
    expect(tokenizer.encode('word '.repeat(600))).toHaveLength(602);
  });

  test('reads a capital sigma like any other letter, and ideographs beyond the basic plane one by one', () => {
    expect(tokenizer.encode('ΟΔΟΣ')).toEqual(tokenizer.encode('οδοσ'));
    expect(tokenizer.encode('\u{2070e}\u{2070e}')).toHaveLength(4);
  });

  test('takes a word of a megabyte for one unknown word', () => {
    expect(tokenizer.encode(`a ${'x'.repeat(LONGEST_WORD + 1)} b`)[2]).toBe(UNKNOWN);
    expect(tokenizer.encode(`a ${'x'.repeat(2_000_000)} b`)).toEqual(
      tokenizer.encode(`a ${'x'.repeat(LONGEST_WORD + 1)} b`),
    );
    expect(tokenizer.encode(`é${'x'.repeat(500)}é`)).toEqual([CLS, UNKNOWN, SEP]);
  });
});
