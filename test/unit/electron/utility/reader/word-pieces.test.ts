import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { WordPieces } from '../../../../../electron/utility/reader/word-pieces.ts';
import { loadTokenizer, type WordPieceTokenizer } from '../../../../../electron/utility/tokenizer.ts';
import { modelFolder } from '../../../../../headless/paths.ts';

let tokenizer: WordPieceTokenizer;
let pieces: WordPieces;

beforeAll(async () => {
  tokenizer = await loadTokenizer(modelFolder);
  pieces = new WordPieces(tokenizer.vocabulary);
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

describe('the pieces of a word', () => {
  test('are as many as the tokenizer gives for letters in any order', () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from(LETTERS)), minLength: 1, maxLength: 110 });
    fc.assert(
      fc.property(word, (letters) => {
        expect(pieces.count(letters)).toBe(tokenizer.encode(letters).length - 2);
      }),
      { numRuns: 1_000 },
    );
  });

  test('are as many as the tokenizer gives for pieces of its vocabulary in any order', () => {
    const known = tokenizer.vocabulary
      .map((piece) => piece.replace(/^##/, ''))
      .filter((piece) => /^[a-z0-9]+$/.test(piece));
    const word = fc.array(fc.constantFrom(...known), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(word, (parts) => {
        const letters = parts.join('');
        expect(pieces.count(letters)).toBe(tokenizer.encode(letters).length - 2);
      }),
      { numRuns: 1_000 },
    );
  });

  test('are one for a word that the vocabulary has no pieces for', () => {
    expect(new WordPieces(['a', '##b']).count('abc')).toBe(1);
    expect(new WordPieces(['a', '##b']).count('ABB')).toBe(3);
  });

  test.each(['', 'naïve', 'a b', 'a.b', '[CLS]'])('are for the tokenizer to count in %j', (text) => {
    expect(pieces.count(text)).toBeUndefined();
  });
});
