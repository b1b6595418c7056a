/**
 * Writes a file from its copy, byte for byte, or not at all.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, rm, utimes, type FileHandle } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codecs, type Segment } from '../../shared/copier-protocol.ts';
import { RecollectError } from '../../shared/errors.ts';
import { decompressor } from './compression.ts';

/** What to restore, and where. */
export interface RestoreRequest {
  readonly folder: string;
  readonly segments: readonly Segment[];
  readonly to: string;
  /** ms since 1970. */
  readonly modifiedAt: number;
}

/**
 * Restores a file; it appears when it is whole.
 *
 * @throws RecollectError `copy-damaged` if a segment is missing or holds other bytes, `file-exists` if there is a file.
 */
export async function restoreFile({ folder, segments, to, modifiedAt }: RestoreRequest): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const partial = `${to}.recollect-partial`;
  try {
    {
      await using file = await open(partial, 'w');
      for (const segment of segments) await unpack(join(folder, segment.name), segment, file);
    }
    const time = new Date(modifiedAt);
    await utimes(partial, time, time);
    // Unlike a rename, a link never takes the place of another file.
    await link(partial, to);
  } catch (error) {
    if (isCalled(error, 'EEXIST'))
      throw new RecollectError('file-exists', `There is a file at ${to} already. It was left as it is.`);
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

async function unpack(
  path: string,
  { start, length, hash: wanted }: Segment,
  file: FileHandle,
): Promise<void> {
  const codec = codecs.find((each) => extname(path) === `.${each}`) ?? 'gz';
  const unpacked = decompressor(codec);
  const hash = createHash('sha256');
  let written = 0;
  try {
    await pipeline(createReadStream(path), unpacked, async (blocks: AsyncIterable<Buffer>) => {
      for await (const block of blocks) {
        // A damaged segment may unpack to anything.
        if (written + block.length > length) throw damaged(start, length);
        hash.update(block);
        await file.write(block, 0, block.length, start + written);
        written += block.length;
      }
    });
  } catch (error) {
    if (isOfDisk(error) && !isCalled(error, 'ENOENT')) throw error;
    throw damaged(start, length, error);
  }
  if (written !== length || hash.digest('hex') !== wanted) throw damaged(start, length);
}

function damaged(start: number, length: number, cause?: unknown): RecollectError {
  return new RecollectError(
    'copy-damaged',
    `The copy is damaged: its bytes from ${start} to ${start + length} can't be restored.`,
    { cause },
  );
}

/** The file system threw it, not the unpacking. */
function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function isCalled(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
