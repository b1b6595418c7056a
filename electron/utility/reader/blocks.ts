/**
 * Streams a file's bytes in blocks that are used again and again.
 */
/** Bytes read at once. */
const BLOCK_BYTES = 1024 * 1024;

/** A block of a file. `bytes` is valid until the next one is asked for. */
export interface Block {
  /** Byte offset in the file. */
  readonly position: number;
  readonly bytes: Buffer;
}

/** Where bytes come from: an open file, one that is unpacked while it is read, or a stream that is read in order. */
export interface ByteSource {
  /** Reads at most `length` bytes at `position` of the source into `buffer`; 0 at its end. */
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}

/** The bytes to read. */
export interface BlockSource {
  readonly handle: ByteSource;
  /** Byte offsets; what is written behind `end` meanwhile is not seen. */
  readonly start: number;
  readonly end: number;
  readonly buffers: ReadBuffers;
}

/** Two blocks, one to read into while the other is looked at; used for one file after the other. */
export class ReadBuffers {
  readonly blockBytes: number;
  private readonly blocks: (Buffer | undefined)[] = [];

  /** Other sizes than 1 MB are for tests. */
  constructor(blockBytes = BLOCK_BYTES) {
    this.blockBytes = blockBytes;
  }

  /** One of the two blocks. */
  block(which: 0 | 1): Buffer {
    return (this.blocks[which] ??= Buffer.allocUnsafeSlow(this.blockBytes));
  }
}

/** Reads blocks in order. Ends early where the file was cut. */
export async function* readBlocks(source: BlockSource, signal: AbortSignal): AsyncGenerator<Block> {
  const { handle, start, end, buffers } = source;
  let which: 0 | 1 = 0;
  const read = async (position: number): Promise<Block> => {
    const buffer = buffers.block(which);
    which = which === 0 ? 1 : 0;
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - position), position);
    return { position, bytes: buffer.subarray(0, bytesRead) };
  };
  let reading = start < end ? read(start) : undefined;
  try {
    while (reading) {
      const block: Block = await reading;
      signal.throwIfAborted();
      const next = block.position + block.bytes.length;
      // While this block is looked at, the next one is read.
      reading = block.bytes.length > 0 && next < end ? read(next) : undefined;
      // It is awaited above or below, but may fail before.
      reading?.catch(() => undefined);
      if (block.bytes.length > 0) yield block;
    }
  } finally {
    // The next file is read into the same blocks.
    await reading?.catch(() => undefined);
  }
}
