/**
 * Streams the lines of a text file as strings, in bounded memory: a file may be one line of 64 MB.
 */
import { readBlocks, type BlockSource } from './blocks.ts';

/** A line, or a part of a very long one. */
export interface TextLine {
  readonly text: string;
  /** Byte offset in the file where it begins. */
  readonly offset: number;
  /** Another part of the same line follows. */
  readonly goesOn: boolean;
}

/** Bytes after which a line is given in parts. */
const LONGEST = 64 * 1024;

const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Reads lines without their ends, LF or CRLF; what isn't UTF-8 becomes U+FFFD; a byte order mark is dropped. */
export async function* readTextLines(source: BlockSource, signal: AbortSignal): AsyncGenerator<TextLine> {
  let carried = NOTHING;
  let offset = source.start;
  const line = (bytes: Buffer, goesOn: boolean): TextLine => {
    const decoded = bytes.toString('utf8');
    const text = offset === 0 ? decoded.replace(/^\ufeff/, '') : decoded;
    const read = { text: goesOn ? text : text.replace(/\r$/, ''), offset, goesOn };
    offset += bytes.length + (goesOn ? 0 : 1);
    return read;
  };
  for await (const { bytes } of readBlocks(source, signal)) {
    let from = 0;
    while (from < bytes.length) {
      const at = bytes.indexOf(LINE_FEED, from);
      const end = at < 0 ? bytes.length : at;
      const rest =
        carried.length === 0
          ? bytes.subarray(from, end)
          : Buffer.concat([carried, bytes.subarray(from, end)]);
      let done = 0;
      while (rest.length - done > LONGEST) {
        const part = wholeCharacters(rest, done, done + LONGEST);
        yield line(rest.subarray(done, part), true);
        done = part;
      }
      carried = NOTHING;
      if (at >= 0) yield line(rest.subarray(done), false);
      else carried = Buffer.from(rest.subarray(done));
      from = end + 1;
    }
  }
  if (carried.length > 0) yield line(carried, false);
}

/** The last place up to `end` that isn't inside of a character. */
function wholeCharacters(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start + 1 && end - at < 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}
