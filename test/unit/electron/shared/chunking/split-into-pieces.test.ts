import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitIntoPieces } from '../../../../../electron/shared/chunking/split-into-pieces.ts';

/** One token a word; long words count more, as word pieces do. */
const count = (text: string): number =>
  text.split(/\s+/).reduce((sum, word) => sum + Math.ceil(word.length / 4), 0);
const limits = { target: 20, maximum: 40 };
const slices = (text: string): string[] => {
  let start = 0;
  return splitIntoPieces(text, count, limits).map(({ end }) => {
    const slice = text.slice(start, end);
    start = end;
    return slice;
  });
};

describe('pieces', () => {
  test('cover any text without a gap, none longer than the window, none inside a surrogate pair', () => {
    const text = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('\n', '\n\n', '```\n', '. ', '😀'.repeat(90), 'x'.repeat(700)),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('');
        const pieces = splitIntoPieces(whole, count, { target: 20, maximum: 40 });
        expect(pieces.at(-1)?.end ?? 0).toBe(whole.length);
        let start = 0;
        for (const { end, tokens } of pieces) {
          const slice = whole.slice(start, end);
          expect(end).toBeGreaterThan(start);
          expect(tokens).toBeLessThanOrEqual(40);
          expect(slice.isWellFormed()).toBe(whole.isWellFormed() || slice.isWellFormed());
          start = end;
        }
      }),
    );
  });

  test('break at paragraphs first', () => {
    const paragraph = 'word '.repeat(15).trim();
    expect(slices(`${paragraph}\n\n${paragraph}\n\n${paragraph}`)).toEqual([
      `${paragraph}\n\n`,
      `${paragraph}\n\n`,
      paragraph,
    ]);
  });

  test('keep a code fence whole if it fits the window', () => {
    const code = '```ts\nconst a = 1;\n\nconst b = 2;\n```\n';
    const pieces = slices(`${'before '.repeat(10)}\n\n${code}\n${'after '.repeat(10)}`);
    expect(pieces.filter((piece) => piece.includes(code))).toHaveLength(1);
  });

  test('break a long paragraph after sentences', () => {
    const sentence = `${'word '.repeat(17).trim()}. `;
    expect(slices(sentence.repeat(4))).toEqual([sentence, sentence, sentence, sentence]);
  });
});
