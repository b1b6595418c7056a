/**
 * The bytes of one file in a zip, as they come out of its stream.
 */
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { RecollectError } from '../../../../shared/errors.ts';
import type { ByteSource } from '../../blocks.ts';
import type { ZipEntry } from './zip-file.ts';

/** A file in a zip can't be unpacked. It costs only itself. */
export class BrokenEntryError extends Error {}

/** Reads in order, as blocks are read; what `head` gave is given again. */
export class EntryBytes implements ByteSource {
  private readonly stream: Readable;
  private readonly entry: Pick<ZipEntry, 'crc32'>;
  private readonly chunks: AsyncIterator<Buffer>;
  private waiting: Buffer = Buffer.alloc(0);
  private position = 0;
  private checksum = 0;
  private ended = false;

  constructor(stream: Readable, entry: Pick<ZipEntry, 'crc32'>) {
    this.stream = stream;
    this.entry = entry;
    this.chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** The first bytes, `length` at most. Call it before the first `read`. */
  async head(length: number): Promise<Buffer> {
    const parts: Buffer[] = [this.waiting];
    let total = 0;
    while (total < length && (await this.next())) {
      parts.push(this.waiting);
      total += this.waiting.length;
    }
    this.waiting = Buffer.concat(parts);
    return Buffer.from(this.waiting.subarray(0, length));
  }

  async read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesRead: number }> {
    if (position !== this.position) throw new RecollectError('internal', 'A file in a zip is read in order.');
    let bytesRead = 0;
    while (bytesRead < length) {
      if (this.waiting.length === 0 && !(await this.next())) break;
      const copied = this.waiting.copy(buffer, offset + bytesRead, 0, length - bytesRead);
      this.waiting = this.waiting.subarray(copied);
      bytesRead += copied;
    }
    this.position += bytesRead;
    return { bytesRead };
  }

  /** All of the file, to be read in any order. @throws BrokenEntryError if it has more than `most` bytes. */
  async kept(most: number): Promise<ByteSource> {
    const parts: Buffer[] = [this.waiting];
    let total = this.waiting.length;
    while (await this.next()) {
      parts.push(this.waiting);
      total += this.waiting.length;
      if (total > most)
        throw new BrokenEntryError('The file is too large to be kept while it is read twice.');
    }
    this.waiting = Buffer.alloc(0);
    const all = Buffer.concat(parts);
    return {
      read: (buffer, offset, length, position) => {
        const bytesRead = all.copy(buffer, offset, position, Math.min(all.length, position + length));
        return Promise.resolve({ bytesRead });
      },
    };
  }

  /** Reads to the end. @throws BrokenEntryError if the bytes aren't those that were packed. */
  async verify(): Promise<void> {
    while (await this.next());
    if (this.checksum !== this.entry.crc32) throw new BrokenEntryError('The checksum is another one.');
  }

  destroy(): void {
    this.stream.destroy();
  }

  private async next(): Promise<boolean> {
    if (this.ended) return false;
    let chunk: IteratorResult<Buffer>;
    try {
      chunk = await this.chunks.next();
    } catch (error) {
      throw new BrokenEntryError('The file in the zip is damaged.', { cause: error });
    }
    if (chunk.done === true) {
      this.ended = true;
      return false;
    }
    this.waiting = chunk.value;
    this.checksum = crc32(this.waiting, this.checksum);
    return true;
  }
}
