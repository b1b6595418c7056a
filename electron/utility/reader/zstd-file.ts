/**
 * Reads a file that was compressed with Zstandard as if it weren't, in bounded memory.
 */
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { RecollectError } from '../../shared/errors.ts';
import type { ByteSource } from './blocks.ts';

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Bytes read at once, and the largest window (2^23 = 8 MB, what `zstd -19` needs) that a file may ask for. */
const READ_BYTES = 256 * 1024;
const WINDOW_LOG = 23;

/** Bytes and frames that a file may have unpacked: one of more is no history but a trap. */
const LARGEST = 8 * 1024 ** 3;
const MOST_FRAMES = 1_000;

const UNSUPPORTED =
  'The file is compressed with Zstandard, which this version of Node.js cannot unpack. Use Node.js 22.15 or later.';
const DAMAGED = 'The file is compressed with Zstandard, and damaged.';
const TOO_LARGE =
  'The file is compressed with Zstandard and would unpack to more than 8 GB, or has more than 1,000 frames.';

/** Whether the file that begins with `head` is compressed. */
export function isZstd(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Whether this version of Node.js has Zstandard. Since 22.15: https://nodejs.org/api/zlib.html#zstd-compressdecompress */
function isZstdSupported(): boolean {
  return 'createZstdDecompress' in zlib;
}

/** The unpacked bytes of a compressed file, to be read in order, once. */
export class ZstdFile implements ByteSource {
  private readonly handle: ByteSource;
  private readonly size: number;
  private frame: Frame | null;
  /** Where the frame begins. */
  private position = 0;
  private frames = 1;
  private rest: Buffer = Buffer.alloc(0);
  private unpacked = 0;

  /** @throws RecollectError `runtime-unsupported` where Node.js has no Zstandard. */
  constructor(handle: ByteSource, size: number) {
    if (!isZstdSupported()) throw new RecollectError('runtime-unsupported', UNSUPPORTED);
    this.handle = handle;
    this.size = size;
    this.frame = new Frame(handle, 0, size);
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> {
    while (this.rest.length === 0 && this.frame) this.rest = await this.next(this.frame);
    const bytesRead = this.rest.copy(buffer, offset, 0, length);
    this.rest = this.rest.subarray(bytesRead);
    return { bytesRead };
  }

  /** Ends the reading early. */
  close(): void {
    this.frame?.close();
    this.frame = null;
  }

  /** The next bytes; none where a frame ends, which another one may follow. */
  private async next(frame: Frame): Promise<Buffer> {
    try {
      const bytes = await frame.next();
      if (bytes === null) {
        frame.close();
        this.position += frame.packedBytes;
        this.frames += 1;
        if (this.frames > MOST_FRAMES) throw new RecollectError('file-unreadable', TOO_LARGE);
        const goesOn = frame.packedBytes > 0 && this.position < this.size;
        this.frame = goesOn ? new Frame(this.handle, this.position, this.size) : null;
        return Buffer.alloc(0);
      }
      this.unpacked += bytes.length;
      if (this.unpacked > LARGEST) throw new RecollectError('file-unreadable', TOO_LARGE);
      return bytes;
    } catch (error) {
      if (error instanceof RecollectError) throw error;
      throw new RecollectError('file-unreadable', DAMAGED, { cause: error });
    }
  }
}

/** One frame of a compressed file: Node.js stops behind it. */
class Frame {
  private readonly packed: Readable;
  private readonly stream: zlib.ZstdDecompress;
  private readonly chunks: AsyncIterator<unknown>;

  constructor(handle: ByteSource, start: number, end: number) {
    this.stream = zlib.createZstdDecompress({
      params: { [zlib.constants.ZSTD_d_windowLogMax]: WINDOW_LOG },
    });
    this.packed = Readable.from(blocksOf(handle, start, end));
    this.packed.on('error', (error) => this.stream.destroy(error));
    this.packed.pipe(this.stream);
    this.chunks = this.stream[Symbol.asyncIterator]();
  }

  /** The next unpacked bytes, or null behind the last one. */
  async next(): Promise<Buffer | null> {
    const next = await this.chunks.next();
    const value: unknown = next.value;
    return next.done !== true && Buffer.isBuffer(value) ? value : null;
  }

  /** Bytes of the file that were unpacked so far. */
  get packedBytes(): number {
    return this.stream.bytesWritten;
  }

  close(): void {
    this.packed.unpipe(this.stream);
    this.packed.destroy();
    this.stream.destroy();
  }
}

async function* blocksOf(handle: ByteSource, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position < end;) {
    const length = Math.min(READ_BYTES, end - position);
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
