/**
 * Collects the bytes of one JSON value while they stream by, in bounded memory: what is long is shortened.
 */
import { StringShortener } from './string-shortener.ts';

/** Bytes that are kept as they are; of a longer value the long strings are shortened. */
const WHOLE = 8 * 1024 * 1024;

/** Bytes that are gathered before they become a part of a value: a part takes memory, however short it is. */
const GATHERED = 16 * 1024;

/** What was collected. */
export interface Kept {
  readonly bytes: Buffer;
  /** Not even shortened could it be held: `bytes` is empty. */
  readonly tooLong: boolean;
}

/** One value after the other: `add` its bytes, then `take` it. */
export class KeptBytes {
  private readonly whole: number;
  private parts: Buffer[] = [];
  /** The newest bytes, which are no part yet. */
  private gathered: Buffer | undefined;
  private filled = 0;
  private length = 0;
  private shortener: StringShortener | undefined;
  private tooLong = false;

  /** Other limits than what memory allows are for tests. */
  constructor(whole = WHOLE) {
    this.whole = whole;
  }

  /** Adds a copy of `bytes`: the block that they lie in is used again. */
  add(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.tooLong || bytes.length === 0) return;
    if (!this.shortener && this.length > this.whole) {
      const shortener = new StringShortener();
      this.endPart();
      this.parts = this.parts.map((part) => shortener.shorten(part));
      this.shortener = shortener;
    }
    this.keep(this.shortener?.shorten(bytes) ?? bytes);
    if (this.shortener?.full === true) {
      this.tooLong = true;
      this.parts = [];
      this.filled = 0;
    }
  }

  /** The value whose last bytes are `rest`, which may still lie in a block: valid until the next block. */
  take(rest: Buffer): Kept {
    let bytes = rest;
    if (this.length > 0 || rest.length > this.whole) {
      this.add(rest);
      this.endPart();
      bytes = Buffer.concat(this.parts);
    }
    const { tooLong } = this;
    this.parts = [];
    this.length = 0;
    this.shortener = undefined;
    this.tooLong = false;
    return { bytes, tooLong };
  }

  private keep(bytes: Buffer): void {
    if (bytes.length > GATHERED - this.filled) this.endPart();
    if (bytes.length > GATHERED) {
      this.parts.push(Buffer.from(bytes));
      return;
    }
    this.gathered ??= Buffer.allocUnsafeSlow(GATHERED);
    bytes.copy(this.gathered, this.filled);
    this.filled += bytes.length;
  }

  private endPart(): void {
    if (this.gathered && this.filled > 0)
      this.parts.push(Buffer.from(this.gathered.subarray(0, this.filled)));
    this.filled = 0;
  }
}
