import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_LIMITS } from '../../../../../electron/shared/chunking/limits.ts';
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

const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        '\n',
        '\n\n',
        '```\n',
        '~~~\n',
        '. ',
        '   ',
        '😀'.repeat(90),
        'x'.repeat(700),
        'word '.repeat(50),
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('pieces', () => {
  test('cover any text without a gap, with exact counts, none longer than the window', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const pieces = splitIntoPieces(text, count, limits);
        expect(slices(text).join('')).toBe(text);
        let start = 0;
        for (const { end, tokens } of pieces) {
          expect(end).toBeGreaterThan(start);
          expect(tokens).toBe(count(text.slice(start, end)));
          expect(tokens).toBeLessThanOrEqual(limits.maximum);
          start = end;
        }
      }),
    );
  });

  test('never end inside a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { end } of splitIntoPieces(text.toWellFormed(), count, limits)) {
          expect(text.toWellFormed().slice(0, end).isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test('hold something to embed, if the text does', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const pieces = splitIntoPieces(text, count, limits);
        expect(pieces.length === 1 || pieces.every(({ tokens }) => tokens > 0)).toBe(true);
      }),
    );
  });

  test('of no text are none', () => {
    expect(splitIntoPieces('', count, limits)).toEqual([]);
  });

  test('break at paragraphs first', () => {
    const paragraph = 'word '.repeat(15).trim();
    expect(slices(`${paragraph}\n\n${paragraph}\n\n${paragraph}`)).toEqual([
      `${paragraph}\n\n`,
      `${paragraph}\n\n`,
      paragraph,
    ]);
  });

  test('group short paragraphs up to the target', () => {
    const paragraph = `${'word '.repeat(6).trim()}\n\n`;
    expect(slices(paragraph.repeat(5))).toEqual([paragraph.repeat(3), paragraph.repeat(2)]);
  });

  test('leave a paragraph between target and maximum whole', () => {
    const paragraph = 'word. '.repeat(15);
    expect(slices(`short\n\n${paragraph}\n\nshort`)).toEqual(['short\n\n', `${paragraph}\n\n`, 'short']);
  });

  test('keep a code fence whole if it fits the window', () => {
    const code = '```ts\nconst a = 1;\n\nconst b = 2;\n```\n';
    const pieces = slices(`${'before '.repeat(10)}\n\n${code}\n${'after '.repeat(10)}`);
    expect(pieces.filter((piece) => piece.includes(code))).toHaveLength(1);
  });

  test('take a fence with a language inside of a fence for its content', () => {
    const code = '````md\n```ts\nconst a = 1;\n```\n\nconst b = 2;\n````\n';
    const pieces = slices(`${'before '.repeat(10)}\n\n${code}\n${'after '.repeat(10)}`);
    expect(pieces.filter((piece) => piece.includes(code))).toHaveLength(1);
  });

  test('break a fence that is longer than the window at its lines', () => {
    const line = 'const a = compute(b, c);\n';
    const pieces = slices(`\`\`\`\n${line.repeat(12)}\`\`\`\n`);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
  });

  test('break a long paragraph after sentences', () => {
    const sentence = `${'word '.repeat(17).trim()}. `;
    expect(slices(sentence.repeat(4))).toEqual([sentence, sentence, sentence, sentence]);
  });

  test('break a long sentence after words', () => {
    expect(slices('word '.repeat(100)).every((piece) => piece.endsWith('word '))).toBe(true);
  });

  test('halve what is more tokens than letters', () => {
    const threeEach = (text: string): number => 3 * text.trim().length;
    const pieces = splitIntoPieces('가'.repeat(500), threeEach, CHUNK_LIMITS);
    expect(pieces.at(-1)?.end).toBe(500);
    expect(Math.max(...pieces.map(({ tokens }) => tokens))).toBeLessThanOrEqual(CHUNK_LIMITS.maximum);
  });

  test('count each letter a few times only, however a text is made', () => {
    for (const text of [
      'x'.repeat(200_000),
      '\n'.repeat(200_000),
      '. '.repeat(100_000),
      'a b\n'.repeat(50_000),
    ]) {
      let counted = 0;
      const countOnce = (part: string): number => {
        counted += part.length;
        return Math.ceil(part.trim().length / 2);
      };
      splitIntoPieces(text, countOnce, CHUNK_LIMITS);
      expect(counted).toBeLessThanOrEqual(8 * text.length);
    }
  });
});
