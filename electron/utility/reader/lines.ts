/**
 * Streams a file's lines as bytes with their offsets, in bounded memory.
 */
import type { FileHandle } from 'node:fs/promises';
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
  /** Long strings in it were shortened, see `StringShortener`. */
  readonly shortened: boolean;
}

const BLOCK = 1024 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A longer line isn't kept whole: its long JSON strings are shortened while it is read, in bytes. */
const SHORTENED_ABOVE = 8 * 1024 * 1024;

/** Reads the lines between `start` and `end` (bytes); what is written to the file meanwhile is not seen. */
export async function* readLines(
  handle: FileHandle,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Line[]> {
  let pending = new PendingLine(start);
  // While the lines of one block are looked at, the next one is read into the other.
  const read = (into: Buffer, position: number): Promise<{ bytesRead: number }> =>
    handle.read(into, 0, Math.min(BLOCK, end - position), position);
  let block = Buffer.allocUnsafe(Math.min(BLOCK, end - start));
  let spare = Buffer.allocUnsafe(Math.max(0, Math.min(BLOCK, end - start - BLOCK)));
  let reading = end > start ? read(block, start) : Promise.resolve({ bytesRead: 0 });
  for (let position = start; position < end;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) break;
    signal.throwIfAborted();
    const next = position + bytesRead;
    // A short read leaves the rest for the same block size again.
    if (next < end) {
      if (spare.length < Math.min(BLOCK, end - next)) spare = Buffer.allocUnsafe(Math.min(BLOCK, end - next));
      reading = read(spare, next);
      // It is awaited above, unless the consumer stops first.
      reading.catch(() => undefined);
    }
    const lines: Line[] = [];
    let from = 0;
    for (let at = block.indexOf(LINE_FEED); at >= 0 && at < bytesRead; at = block.indexOf(LINE_FEED, from)) {
      lines.push(pending.finish(block.subarray(from, at), position + at + 1, true));
      from = at + 1;
      pending = new PendingLine(position + from);
    }
    pending.add(block.subarray(from, bytesRead));
    if (lines.length > 0) yield lines;
    position = next;
    [block, spare] = [spare, block];
  }
  if (pending.length > 0) yield [pending.finish(Buffer.alloc(0), pending.offset + pending.length, false)];
}

/** A line of which the end has not been read yet. */
class PendingLine {
  readonly offset: number;
  length = 0;
  private parts: Buffer[] = [];
  private shortener: StringShortener | undefined;

  constructor(offset: number) {
    this.offset = offset;
  }

  /** Adds a copy of `bytes`: the block that they lie in is used again. */
  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.length += bytes.length;
    if (!this.shortener && this.length > SHORTENED_ABOVE) {
      const shortener = new StringShortener();
      this.parts = this.parts.map((part) => shortener.shorten(part));
      this.shortener = shortener;
    }
    this.parts.push(this.shortener ? this.shortener.shorten(bytes) : Buffer.from(bytes));
  }

  finish(rest: Buffer, end: number, complete: boolean): Line {
    let bytes = rest;
    if (this.length > 0) {
      this.add(rest);
      bytes = this.parts.length === 1 ? (this.parts[0] ?? rest) : Buffer.concat(this.parts);
    }
    if (bytes.at(-1) === CARRIAGE_RETURN) bytes = bytes.subarray(0, -1);
    return { bytes, offset: this.offset, end, complete, shortened: this.shortener?.shortened ?? false };
  }
}
