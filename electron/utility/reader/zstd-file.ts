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

/** Bytes that a file may unpack to: a text of more is no history but a trap. */
const LARGEST = 8 * 1024 ** 3;

const UNSUPPORTED =
  'The file is compressed with Zstandard, which this version of Node.js cannot unpack. Use Node.js 22.15 or later.';
const DAMAGED = 'The file is compressed with Zstandard, and damaged.';
const TOO_LARGE = 'The file is compressed with Zstandard and would unpack to more than 8 GB.';

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
  private readonly chunks: AsyncIterator<unknown>;
  private readonly stream: Readable;
  private rest: Buffer = Buffer.alloc(0);
  private unpacked = 0;

  /** @throws RecollectError `runtime-unsupported` where Node.js has no Zstandard. */
  constructor(handle: ByteSource, size: number) {
    if (!isZstdSupported()) throw new RecollectError('runtime-unsupported', UNSUPPORTED);
    const unpack = zlib.createZstdDecompress({
      params: { [zlib.constants.ZSTD_d_windowLogMax]: WINDOW_LOG },
    });
    const packed = Readable.from(blocksOf(handle, size));
    packed.on('error', (error) => unpack.destroy(error));
    this.stream = packed.pipe(unpack);
    this.chunks = this.stream[Symbol.asyncIterator]();
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> {
    if (this.rest.length === 0) this.rest = await this.next();
    const bytesRead = this.rest.copy(buffer, offset, 0, length);
    this.rest = this.rest.subarray(bytesRead);
    return { bytesRead };
  }

  /** Ends the reading early. */
  close(): void {
    this.stream.destroy();
  }

  private async next(): Promise<Buffer> {
    try {
      const next = await this.chunks.next();
      const value: unknown = next.value;
      if (next.done === true || !Buffer.isBuffer(value)) return Buffer.alloc(0);
      this.unpacked += value.length;
      if (this.unpacked > LARGEST) throw new RecollectError('file-unreadable', TOO_LARGE);
      return value;
    } catch (error) {
      if (error instanceof RecollectError) throw error;
      throw new RecollectError('file-unreadable', DAMAGED, { cause: error });
    }
  }
}

async function* blocksOf(handle: ByteSource, size: number): AsyncGenerator<Buffer> {
  for (let position = 0; position < size;) {
    const length = Math.min(READ_BYTES, size - position);
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
