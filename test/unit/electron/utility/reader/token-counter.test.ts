import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenCounter } from '../../../../../electron/utility/reader/token-counter.ts';
import { loadTokenizer } from '../../../../../electron/utility/tokenizer.ts';
import { modelFolder } from '../../../../../headless/paths.ts';

test('counts exactly what the tokenizer makes of the whole text', async () => {
  const tokenizer = await loadTokenizer(modelFolder);
  const count = createTokenCounter(tokenizer);
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
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
  );
  fc.assert(
    fc.property(fc.array(word), fc.constantFrom(' ', '\n', '\n\n', '\t'), (words, space) => {
      const text = words.join(space);
      expect(count(text)).toBe(tokenizer.encode(text).length - 2);
    }),
    { numRuns: 500 },
  );
});
