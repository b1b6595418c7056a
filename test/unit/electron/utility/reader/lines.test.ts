import { open } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadBuffers } from '../../../../../electron/utility/reader/blocks.ts';
import { LINE_LIMITS, readLines, type LineLimits } from '../../../../../electron/utility/reader/lines.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

interface ReadLine {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly end: number;
  readonly complete: boolean;
  readonly tooLong: boolean;
}

/** Reads the lines of `content` from `start` on, `blockBytes` at a time. */
async function linesOf(
  content: string | Uint8Array,
  {
    start = 0,
    blockBytes = 1024,
    limits = LINE_LIMITS,
  }: { start?: number; blockBytes?: number; limits?: LineLimits } = {},
): Promise<ReadLine[]> {
  await using folder = await TemporaryFolder.create();
  await using handle = await open(await folder.write('file', content), 'r');
  const { size } = await handle.stat();
  const source = { handle, start, end: size, buffers: new ReadBuffers(blockBytes) };
  const found: ReadLine[] = [];
  for await (const lines of readLines(source, new AbortController().signal, limits)) {
    found.push(...lines.map((line) => ({ ...line, bytes: Buffer.from(line.bytes) })));
  }
  return found;
}

const texts = (lines: readonly ReadLine[]): string[] => lines.map(({ bytes }) => bytes.toString());

/** Bytes in which line ends, NULs and quotes are frequent. */
const anyBytes = fc
  .array(fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x00, 0x22, 0xff, 0x5c), fc.integer({ min: 0, max: 255 })), {
    maxLength: 200,
  })
  .map((bytes) => Uint8Array.from(bytes));

describe('lines', () => {
  test('come some at a time, however short they are', async () => {
    await using folder = await TemporaryFolder.create();
    await using handle = await open(await folder.write('file', '\n'.repeat(100_000)), 'r');
    const source = { handle, start: 0, end: 100_000, buffers: new ReadBuffers() };
    const groups: number[] = [];
    for await (const lines of readLines(source, new AbortController().signal)) groups.push(lines.length);
    expect(groups.reduce((sum, lines) => sum + lines, 0)).toBe(100_000);
    expect(Math.max(...groups)).toBeLessThanOrEqual(1_000);
  });

  test('end with LF or CRLF, and keep NULs', async () => {
    expect(texts(await linesOf('one\ntwo\r\n\nfo\0ur\n'))).toEqual(['one', 'two', '', 'fo\0ur']);
  });

  test('have offsets from which reading can begin again', async () => {
    const lines = await linesOf('one\r\ntwo\nthree');
    expect(lines.map(({ offset, end }) => [offset, end])).toEqual([
      [0, 5],
      [5, 9],
      [9, 14],
    ]);
  });

  test('tell a last one that may be half-written', async () => {
    expect((await linesOf('one\ntw')).map(({ complete }) => complete)).toEqual([true, false]);
    expect((await linesOf('one\n')).map(({ complete }) => complete)).toEqual([true]);
  });

  test('lose a byte order mark at the start of the file only', async () => {
    expect(texts(await linesOf('\ufeffone\n\ufefftwo\n'))).toEqual(['one', '\ufefftwo']);
  });

  test('of an empty file are none', async () => {
    expect(await linesOf('')).toEqual([]);
  });

  test('are the same whatever is read at once', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, fc.integer({ min: 1, max: 64 }), async (bytes, blockBytes) => {
        expect(await linesOf(bytes, { blockBytes })).toEqual(await linesOf(bytes));
      }),
      { numRuns: 60 },
    );
  });

  test('are the same when reading begins again at any of them', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, fc.nat(), async (bytes, at) => {
        const all = await linesOf(bytes, { blockBytes: 7 });
        const cut = at % (all.length + 1);
        const start = all[cut]?.offset ?? bytes.length;
        expect(await linesOf(bytes, { start, blockBytes: 7 })).toEqual(all.slice(cut));
      }),
      { numRuns: 60 },
    );
  });

  test('hold all bytes of the file, line ends aside', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, async (bytes) => {
        const lines = await linesOf(bytes, { blockBytes: 16 });
        const starts = lines.map(({ offset }) => offset);
        expect(starts).toEqual([0, ...lines.map(({ end }) => end)].slice(0, starts.length));
        expect(lines.at(-1)?.end ?? 0).toBe(bytes.length);
      }),
      { numRuns: 60 },
    );
  });

  test('above the maximum are cut, and the next one is read', async () => {
    const limits = { whole: 50, maximum: 100, beginning: 10 };
    const lines = await linesOf(`short\n${'x'.repeat(101)}\nafter\n`, { blockBytes: 16, limits });
    expect(texts(lines)).toEqual(['short', 'x'.repeat(10), 'after']);
    expect(lines.map(({ tooLong }) => tooLong)).toEqual([false, true, false]);
  });

  test('end early where the file was cut after it was opened', async () => {
    await using folder = await TemporaryFolder.create();
    await using handle = await open(await folder.write('file', 'one\ntwo\n'), 'r');
    const source = { handle, start: 0, end: 1_000, buffers: new ReadBuffers(16) };
    const found: string[] = [];
    for await (const lines of readLines(source, new AbortController().signal)) {
      found.push(...lines.map(({ bytes }) => bytes.toString()));
    }
    expect(found).toEqual(['one', 'two']);
  });

  test('stop when they are no longer wanted', async () => {
    await using folder = await TemporaryFolder.create();
    await using handle = await open(await folder.write('file', 'line\n'.repeat(100)), 'r');
    const abort = new AbortController();
    const source = { handle, start: 0, end: 500, buffers: new ReadBuffers(16) };
    const reading = (async () => {
      for await (const _ of readLines(source, abort.signal)) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
