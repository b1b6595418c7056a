/**
 * Brings the copy of a file up to date: what has not changed of it stays as it is, the rest is compressed anew.
 * A segment appears whole or not at all, and takes no other one's place: whoever remembers the old ones can still use
 * them until they are removed.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Kept, Segment } from '../../shared/copier-protocol.ts';
import { compressor, newestCodec } from './compression.ts';

/** Bytes of the original in a segment at most. What is appended to a smaller one than the least is compressed with it. */
export interface SegmentSizes {
  readonly most: number;
  readonly least: number;
}
const SIZES: SegmentSizes = { most: 8 * 1024 * 1024, least: 1024 * 1024 };

/** Bytes read at once. */
const BLOCK = 256 * 1024;

/** Folders of segments: few files in each. */
const FOLDERS = 256;

/** What is to be kept, and what of it is kept already. */
export interface KeepRequest {
  readonly path: string;
  readonly folder: string;
  readonly copy: number;
  readonly known: readonly Segment[];
}

/** Keeps the file as it is when it is opened. @throws what the file system threw. */
export async function keepFile(
  { path, folder, copy, known }: KeepRequest,
  sizes: SegmentSizes = SIZES,
): Promise<Kept> {
  await using file = await open(path, 'r');
  const { size, mtimeMs: modifiedAt } = await file.stat();
  const unchanged = await countUnchanged(file, size, { folder, known }, sizes);
  const last = known[unchanged - 1];
  const added: Segment[] = [];
  for (let start = last ? last.start + last.length : 0; start < size;) {
    const segment = await writeSegment(file, start, Math.min(sizes.most, size - start), { folder, copy });
    // It has become shorter meanwhile: the next time says how much.
    if (!segment) break;
    added.push(segment);
    start += segment.length;
  }
  const end = added.at(-1) ?? last;
  return { size: end ? end.start + end.length : 0, modifiedAt, unchanged, added };
}

/** How many of the segments hold what the file still holds; a small last one that the file goes on behind does not count. */
async function countUnchanged(
  file: FileHandle,
  size: number,
  { folder, known }: Pick<KeepRequest, 'folder' | 'known'>,
  { least }: SegmentSizes,
): Promise<number> {
  for (const [index, segment] of known.entries()) {
    const end = segment.start + segment.length;
    const grows = index === known.length - 1 && end < size && segment.length < least;
    if (end > size || grows) return index;
    // Somebody may have tidied up in the data folder.
    const stored = await stat(join(folder, segment.name)).catch(() => null);
    if (stored?.size !== segment.stored) return index;
    const hash = createHash('sha256');
    for await (const block of blocks(file, segment.start, segment.length)) hash.update(block);
    if (hash.digest('hex') !== segment.hash) return index;
  }
  return known.length;
}

async function writeSegment(
  file: FileHandle,
  start: number,
  most: number,
  { folder, copy }: Pick<KeepRequest, 'folder' | 'copy'>,
): Promise<Segment | null> {
  const directory = join(folder, folderOf(copy));
  const partial = join(directory, `${copy}-${start}.partial`);
  await mkdir(directory, { recursive: true });
  const hash = createHash('sha256');
  let length = 0;
  const original = async function* (): AsyncGenerator<Buffer> {
    for await (const block of blocks(file, start, most)) {
      hash.update(block);
      length += block.length;
      yield block;
    }
  };
  try {
    // Flushed before it gets its name: after a crash of the machine, what has a name is whole.
    const out = createWriteStream(partial, { flush: true });
    await pipeline(Readable.from(original()), compressor(newestCodec), out);
    if (length === 0) {
      await rm(partial, { force: true });
      return null;
    }
    const digest = hash.digest('hex');
    const name = `${folderOf(copy)}/${copy}-${start}-${digest.slice(0, 16)}.${newestCodec}`;
    await rename(partial, join(folder, name));
    return { start, length, hash: digest, stored: out.bytesWritten, name };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function folderOf(copy: number): string {
  return (copy % FOLDERS).toString(16).padStart(2, '0');
}

/** The bytes from `start` on; fewer where the file ends before. Each block is good until the next is asked for. */
async function* blocks(file: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let read = 0; read < length;) {
    const buffer = Buffer.allocUnsafe(Math.min(BLOCK, length - read));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start + read);
    if (bytesRead === 0) return;
    read += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
