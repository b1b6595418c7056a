/**
 * Copies of files: kept, brought up to date and restored, by the functions that the copier process runs.
 */
import { appendFile, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segment } from '../../../../../electron/shared/copier-protocol.ts';
import { keepFile } from '../../../../../electron/utility/copier/keep-file.ts';
import { restoreFile } from '../../../../../electron/utility/copier/restore-file.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

const SIZES = { most: 64, least: 16 };
const MODIFIED = 1_780_000_000_000;

/** A file, its copy, and what is known of the copy. */
class CopiedFile implements AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly path: string;
  segments: Segment[] = [];
  private restored = 0;

  private constructor(folder: TemporaryFolder) {
    this.folder = folder;
    this.path = join(folder.path, 'session.jsonl');
  }

  static async create(): Promise<CopiedFile> {
    return new CopiedFile(await TemporaryFolder.create());
  }

  get copies(): string {
    return join(this.folder.path, 'originals');
  }

  /** Brings the copy up to date and says which segments were written. */
  async keep(): Promise<readonly Segment[]> {
    const { unchanged, added, size } = await keepFile(
      { path: this.path, folder: this.copies, copy: 7, known: this.segments },
      SIZES,
    );
    this.segments = [...this.segments.slice(0, unchanged), ...added];
    expect(size).toBe((await stat(this.path)).size);
    return added;
  }

  /** Restores the copy and gives what it holds. */
  async restore(segments: readonly Segment[] = this.segments): Promise<Buffer> {
    this.restored += 1;
    const to = join(this.folder.path, 'restored', String(this.restored));
    await restoreFile({ folder: this.copies, segments, to, modifiedAt: MODIFIED });
    expect((await stat(to)).mtimeMs).toBe(MODIFIED);
    return readFile(to);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder[Symbol.asyncDispose]();
  }
}

describe('the copy of a file', () => {
  test('that grows is the file, byte for byte, after each of 20 random cuts', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 600 });
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(bytes, cuts, async (whole, shares) => {
        await using file = await CopiedFile.create();
        const ends = [...shares.map((share) => Math.floor(share * whole.length)), whole.length];
        for (const end of ends.sort((a, b) => a - b)) {
          await writeFile(file.path, whole.subarray(0, end));
          await file.keep();
        }
        expect(await file.restore()).toEqual(Buffer.from(whole));
      }),
      { numRuns: 15 },
    );
  });

  test('that is rewritten, grows and shrinks at random is the file each time', async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      what: fc.constantFrom('append' as const, 'overwrite' as const, 'truncate' as const),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 120 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        await using file = await CopiedFile.create();
        let content = Buffer.from('The beginning.\n');
        for (const { at, what, bytes } of changes) {
          const place = Math.floor(at * content.length);
          const before = content.subarray(0, place);
          if (what === 'append') content = Buffer.concat([content, bytes]);
          if (what === 'truncate') content = Buffer.from(before);
          if (what === 'overwrite')
            content = Buffer.concat([before, bytes, content.subarray(place + bytes.length)]);
          await writeFile(file.path, content);
          await file.keep();
          expect(await file.restore()).toEqual(content);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('gains what was appended, and nothing before is written again', async () => {
    await using file = await CopiedFile.create();
    await writeFile(file.path, 'a'.repeat(150));
    expect(await file.keep()).toHaveLength(3);
    await appendFile(file.path, 'b'.repeat(10));
    // The last segment, of 22 bytes, is large enough to stay as it is.
    expect(await file.keep()).toMatchObject([{ start: 150, length: 10 }]);
    await appendFile(file.path, 'c');
    // One of 10 is not.
    expect(await file.keep()).toMatchObject([{ start: 150, length: 11 }]);
    expect(await file.keep()).toEqual([]);
  });

  test('keeps what stands before a change in the middle', async () => {
    await using file = await CopiedFile.create();
    await writeFile(file.path, 'a'.repeat(200));
    await file.keep();
    await writeFile(file.path, `${'a'.repeat(100)}b${'a'.repeat(99)}`);
    expect((await file.keep()).map(({ start }) => start)).toEqual([64, 128, 192]);
  });

  test('leaves the pieces of before until they are removed', async () => {
    await using file = await CopiedFile.create();
    await writeFile(file.path, 'a'.repeat(100));
    await file.keep();
    const { segments } = file;
    await writeFile(file.path, 'b'.repeat(100));
    await file.keep();
    expect((await file.restore(segments)).toString()).toBe('a'.repeat(100));
  });

  test('is made anew where somebody removed a piece of it', async () => {
    await using file = await CopiedFile.create();
    await writeFile(file.path, 'a'.repeat(100));
    await file.keep();
    await rm(join(file.copies, file.segments[0]?.name ?? ''));
    await appendFile(file.path, 'b');
    await file.keep();
    expect((await file.restore()).toString()).toBe(`${'a'.repeat(100)}b`);
  });

  test('leaves nothing half-written behind', async () => {
    await using file = await CopiedFile.create();
    await writeFile(file.path, 'a'.repeat(500));
    await file.keep();
    const names = await readdir(file.copies, { recursive: true });
    expect(names.filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(names.filter((name) => name.includes('-'))).toHaveLength(file.segments.length);
  });
});

describe('a copy that is damaged', () => {
  async function damagedBy(damage: (path: string) => Promise<void>): Promise<unknown> {
    await using file = await CopiedFile.create();
    await writeFile(file.path, 'The quick brown fox jumps over the lazy dog. '.repeat(3));
    await file.keep();
    await damage(join(file.copies, file.segments[1]?.name ?? ''));
    const failure = await file.restore().catch((error: unknown) => error);
    const left = await readdir(join(file.folder.path, 'restored'));
    return { failure, left };
  }

  test.each([
    ['a piece is gone', (path: string) => rm(path)],
    ['a piece is cut off', (path: string) => truncate(path, 20)],
    ['a piece is empty', (path: string) => truncate(path, 0)],
    ['a piece holds something else', (path: string) => writeFile(path, gzipSync('Another text.'))],
    [
      'a byte is another',
      async (path: string) => {
        const bytes = await readFile(path);
        bytes.writeUInt8((bytes.at(-6) ?? 0) ^ 1, bytes.length - 6);
        await writeFile(path, bytes);
      },
    ],
  ])('is named where %s, and nothing is restored of it', async (_what, damage) => {
    expect(await damagedBy(damage)).toMatchObject({
      failure: {
        code: 'copy-damaged',
        message: "The copy is damaged: its bytes from 64 to 128 can't be restored.",
      },
      left: [],
    });
  });
});

test('a copy that was compressed with gzip is restored', async () => {
  await using file = await CopiedFile.create();
  await writeFile(file.path, 'x');
  await file.keep();
  const text = 'Compressed by an older Node.js.';
  const packed = gzipSync(text);
  await writeFile(join(file.copies, '07', '7-0-old.gz'), packed);
  const segment = {
    start: 0,
    length: text.length,
    hash: hash('sha256', text),
    stored: packed.length,
    name: '07/7-0-old.gz',
  };
  expect((await file.restore([segment])).toString()).toBe(text);
});

test('a file that is there is never replaced', async () => {
  await using file = await CopiedFile.create();
  await writeFile(file.path, 'New.');
  await file.keep();
  await utimes(file.path, 1, 1);
  const restore = restoreFile({ folder: file.copies, segments: file.segments, to: file.path, modifiedAt: 1 });
  await expect(restore).rejects.toMatchObject({ code: 'file-exists' });
  expect(await readFile(file.path, 'utf8')).toBe('New.');
});
