import { open } from 'node:fs/promises';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isZstd, ZstdFile } from '../../../../../electron/utility/reader/zstd-file.ts';
import { TemporaryFolder } from '../../../../doubles/reader.ts';

afterEach(() => {
  vi.doUnmock('node:zlib');
  vi.resetModules();
});

/** All bytes that a packed file gives, `length` at a time. */
async function unpack(packed: Buffer, length: number): Promise<Buffer> {
  await using folder = await TemporaryFolder.create();
  const handle = await open(await folder.write('packed', packed), 'r');
  try {
    const file = new ZstdFile(handle, packed.length);
    const buffer = Buffer.alloc(length);
    const read: Buffer[] = [];
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, length);
      if (bytesRead === 0) return Buffer.concat(read);
      read.push(Buffer.from(buffer.subarray(0, bytesRead)));
    }
  } finally {
    await handle.close();
  }
}

describe('a packed file', () => {
  const text = Buffer.from('one line\n'.repeat(100_000));

  test('is told by its first bytes', () => {
    expect(isZstd(zstdCompressSync(text))).toBe(true);
    expect(isZstd(text)).toBe(false);
  });

  test('gives its text in whatever pieces it is read, also where it was packed in several frames', async () => {
    const packed = Buffer.concat([zstdCompressSync(text), zstdCompressSync(text)]);
    expect((await unpack(packed, 1_000_003)).equals(Buffer.concat([text, text]))).toBe(true);
    expect((await unpack(zstdCompressSync(text), 4_096)).equals(text)).toBe(true);
  });

  test('of more frames than a history has is refused', async () => {
    const many = Buffer.concat(Array.from({ length: 1_001 }, () => zstdCompressSync(Buffer.from('x'))));
    await expect(unpack(many, 4_096)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  test('that ends early is damaged', async () => {
    const packed = zstdCompressSync(text);
    await expect(unpack(packed.subarray(0, -4), 4_096)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  test('can’t be read by a Node.js without Zstandard, which says so', async () => {
    vi.doMock('node:zlib', () => ({ constants: {} }));
    vi.resetModules();
    const old = await import('../../../../../electron/utility/reader/zstd-file.ts');
    expect(() => new old.ZstdFile({ read: () => Promise.reject(new Error('unused')) }, 1)).toThrow(
      /Node\.js 22\.15/,
    );
  });
});
