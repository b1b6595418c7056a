/**
 * Streams a file's lines as bytes with their offsets, in bounded memory.
 */
import { readBlocks, type BlockSource } from './blocks.ts';
import { StringShortener } from './string-shortener.ts';

/** One line without its line end. Valid until the next one is asked for. */
export interface Line {
  readonly bytes: Buffer;
  /** Byte offset in the file where the line begins. */
  readonly offset: number;
  /** Byte offset behind the line and its line end. */
  readonly end: number;
  /** False for the last line of a file that doesn't end with a line end: it may be half-written. */
  readonly complete: boolean;
  /** It is so long that it can't be held: `bytes` is its beginning. */
  readonly tooLong: boolean;
}

/** Sizes of lines, in bytes. */
export interface LineLimits {
  /** A longer line isn't kept whole: its long JSON strings are shortened while it is read. */
  readonly whole: number;
  /** Of a longer line only the beginning is kept, at most `beginning` bytes. */
  readonly maximum: number;
  readonly beginning: number;
}

/** What memory allows. Real lines end at some 2 MB. */
export const LINE_LIMITS: LineLimits = {
  whole: 4 * 1024 * 1024,
  maximum: 256 * 1024 * 1024,
  beginning: 1024 * 1024,
};

/** Lines that are given at once: a block may be a million of nothing, and each takes memory. */
const MOST_LINES = 1_000;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const NOTHING = Buffer.alloc(0);

/** Reads lines, many of a block at a time. Line ends are LF or CRLF; a byte order mark at the file's start is dropped. */
export async function* readLines(
  source: BlockSource,
  signal: AbortSignal,
  limits: LineLimits = LINE_LIMITS,
): AsyncGenerator<Line[]> {
  let pending = new PendingLine(source.start, limits);
  for await (const { position, bytes } of readBlocks(source, signal)) {
    let lines: Line[] = [];
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      lines.push(pending.finish(bytes.subarray(from, at), position + at + 1, true));
      from = at + 1;
      pending = new PendingLine(position + from, limits);
      if (lines.length < MOST_LINES) continue;
      yield lines;
      lines = [];
    }
    pending.add(bytes.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (pending.length > 0) yield [pending.finish(NOTHING, pending.offset + pending.length, false)];
}

/** A line of which the end has not been read yet. */
class PendingLine {
  readonly offset: number;
  length = 0;
  private readonly limits: LineLimits;
  private parts: Buffer[] = [];
  private shortener: StringShortener | undefined;
  private tooLong = false;

  constructor(offset: number, limits: LineLimits) {
    this.offset = offset;
    this.limits = limits;
  }

  /** Adds a copy of `bytes`: the block that they lie in is used again. */
  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.length += bytes.length;
    if (!this.shortener && this.length > this.limits.whole) {
      const shortener = new StringShortener();
      this.parts = this.parts.map((part) => shortener.shorten(part));
      this.shortener = shortener;
    }
    if (this.tooLong) return;
    this.parts.push(this.shortener?.shorten(bytes) ?? Buffer.from(bytes));
    if (this.length > this.limits.maximum || this.shortener?.full === true) {
      this.tooLong = true;
      this.parts = [beginningOf(this.parts, this.limits.beginning)];
    }
  }

  finish(rest: Buffer, end: number, complete: boolean): Line {
    const { offset } = this;
    let bytes = rest;
    if (this.length > 0 || rest.length > this.limits.whole) {
      this.add(rest);
      bytes = this.parts.length === 1 ? (this.parts[0] ?? NOTHING) : Buffer.concat(this.parts);
    }
    if (complete && bytes.at(-1) === CARRIAGE_RETURN) bytes = bytes.subarray(0, -1);
    if (offset === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) bytes = bytes.subarray(3);
    return { bytes, offset, end, complete, tooLong: this.tooLong };
  }
}

/** A copy of the first `length` bytes at most. */
function beginningOf(parts: readonly Buffer[], length: number): Buffer {
  const beginning: Buffer[] = [];
  let left = length;
  for (const part of parts) {
    if (left <= 0) break;
    beginning.push(part.subarray(0, left));
    left -= part.length;
  }
  return Buffer.concat(beginning);
}
