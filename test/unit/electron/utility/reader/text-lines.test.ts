import { open } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadBuffers } from '../../../../../electron/utility/reader/blocks.ts';
import { readTextLines, type TextLine } from '../../../../../electron/utility/reader/text-lines.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

async function linesOf(content: string | Uint8Array, blockBytes = 1024): Promise<TextLine[]> {
  await using folder = await TemporaryFolder.create();
  await using handle = await open(await folder.write('file', content), 'r');
  const { size } = await handle.stat();
  const source = { handle, start: 0, end: size, buffers: new ReadBuffers(blockBytes) };
  const lines: TextLine[] = [];
  for await (const line of readTextLines(source, new AbortController().signal)) lines.push(line);
  return lines;
}

describe('lines of text', () => {
  test('have neither line ends nor a byte order mark', async () => {
    const lines = await linesOf('\ufeffone\r\ntwo\n\nthree');
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two', '', 'three']);
    expect(lines.map(({ offset }) => offset)).toEqual([0, 8, 12, 13]);
  });

  test('are the same whatever is read at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\r\n', '😀'))),
        fc.integer({ min: 1, max: 40 }),
        async (parts, blockBytes) => {
          const text = parts.join('');
          expect(await linesOf(text, blockBytes)).toEqual(await linesOf(text));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of great length come in parts, none with half a character', async () => {
    const line = '日本語'.repeat(50_000);
    const lines = await linesOf(`${line}\nnext\n`, 100_000);
    expect(lines.length).toBeGreaterThan(2);
    expect(
      lines
        .filter(({ text }) => text !== 'next')
        .map(({ text }) => text)
        .join(''),
    ).toBe(line);
    expect(lines.filter(({ goesOn }) => !goesOn)).toHaveLength(2);
  });

  test('replace what is not UTF-8', async () => {
    expect((await linesOf(Uint8Array.of(0x61, 0xff, 0x62))).map(({ text }) => text)).toEqual(['a\ufffdb']);
  });
});
