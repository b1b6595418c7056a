/**
 * Shortens the long strings of a JSON text while its bytes stream by, so that a line with a 64 MB image or tool
 * result in it doesn't have to be held. What is left is still JSON.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** What is kept of one JSON text, in bytes. */
export interface ShortenerLimits {
  /** Longest string that is kept whole, and longest one once `generous` bytes have been kept. */
  readonly string: number;
  readonly laterString: number;
  readonly generous: number;
  /** All that is kept: a text of nothing but short strings and numbers can't be shortened. */
  readonly kept: number;
}

const LIMITS: ShortenerLimits = {
  string: 1536 * 1024,
  laterString: 16 * 1024,
  generous: 4 * 1024 * 1024,
  kept: 12 * 1024 * 1024,
};

/** Stands at the end of a string that was shortened; as a control character it is not part of anyone's text. */
export const SHORTENED_MARK = '\u0000';
const MARK = Buffer.from('\\u0000');

/** Call `shorten` with the bytes of one JSON text in order. */
export class StringShortener {
  /** A string was shortened. */
  shortened = false;
  /** More has been kept than may be: the text is to be given up. */
  full = false;
  private readonly limits: ShortenerLimits;
  private kept = 0;
  private inString = false;
  private dropping = false;
  /** Bytes kept of the string, and how many it may have. */
  private stringKept = 0;
  private stringLimit = 0;
  /** A backslash came before; bytes that still belong to a `\u` escape: none is cut in two. */
  private escaped = false;
  private escapeLeft = 0;

  /** Other limits than what memory allows are for tests. */
  constructor(limits: ShortenerLimits = LIMITS) {
    this.limits = limits;
  }

  /** A copy of `bytes` without what is past the limit of a string. */
  shorten(bytes: Buffer): Buffer {
    // A mark takes the place of at least one byte.
    const out = Buffer.allocUnsafe(bytes.length * MARK.length);
    let length = 0;
    for (const byte of bytes) {
      const wasDropping = this.dropping;
      if (this.keeps(byte)) {
        out[length] = byte;
        length += 1;
      } else if (!wasDropping) length += MARK.copy(out, length);
    }
    this.kept += length;
    this.full = this.kept > this.limits.kept;
    return Buffer.from(out.subarray(0, length));
  }

  private keeps(byte: number): boolean {
    if (!this.inString) {
      if (byte === QUOTE) this.enter();
      return true;
    }
    if (this.escaped) {
      this.escaped = false;
      this.escapeLeft = byte === LETTER_U ? 4 : 0;
    } else if (this.escapeLeft > 0) {
      this.escapeLeft -= 1;
    } else if (byte === QUOTE) {
      this.inString = false;
      this.dropping = false;
      return true;
    } else {
      // Neither an escape nor a character of several bytes is cut in two.
      if (this.stringKept >= this.stringLimit && (byte & 0xc0) !== 0x80) this.cut();
      this.escaped = byte === BACKSLASH;
    }
    this.stringKept += 1;
    return !this.dropping;
  }

  private cut(): void {
    this.dropping = true;
    this.shortened = true;
  }

  private enter(): void {
    this.inString = true;
    this.stringKept = 0;
    const { generous, string, laterString } = this.limits;
    this.stringLimit = this.kept < generous ? string : laterString;
  }
}
