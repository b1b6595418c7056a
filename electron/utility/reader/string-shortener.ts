/**
 * Shortens the long strings of a JSON text while its bytes stream by, so that a line with a 64 MB image or tool
 * result in it doesn't have to be held. What is left is still JSON.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** Longest string that is kept whole, in bytes of JSON. */
const KEPT = 2 * 1024 * 1024;

/** Call `shorten` with the bytes of one JSON text in order. */
export class StringShortener {
  /** Something was left out. */
  shortened = false;
  private inString = false;
  private dropping = false;
  private kept = 0;
  /** Bytes that still belong to an escape, so that none is cut in two. */
  private escapeLeft = 0;
  private escapeKindNext = false;

  /** A copy of `bytes` without what is past the limit of a string. */
  shorten(bytes: Buffer): Buffer {
    const out = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      if (this.inString && !this.keeps(byte)) continue;
      if (!this.inString && byte === QUOTE) this.enter();
      else if (this.inString && byte === QUOTE && this.escapeLeft === 0 && this.closing)
        this.inString = false;
      out[length] = byte;
      length += 1;
    }
    return Buffer.from(out.subarray(0, length));
  }

  private closing = false;

  private enter(): void {
    this.inString = true;
    this.dropping = false;
    this.closing = false;
    this.kept = 0;
  }

  /** Whether a byte inside of a string is kept; its closing quote always is. */
  private keeps(byte: number): boolean {
    this.closing = false;
    this.kept += 1;
    if (this.escapeKindNext) {
      this.escapeKindNext = false;
      this.escapeLeft = byte === LETTER_U ? 4 : 0;
      return !this.dropping;
    }
    if (this.escapeLeft > 0) {
      this.escapeLeft -= 1;
      return !this.dropping;
    }
    if (byte === QUOTE) {
      this.closing = true;
      return true;
    }
    if (this.kept > KEPT) {
      this.dropping = true;
      this.shortened = true;
    }
    if (byte === BACKSLASH) this.escapeKindNext = true;
    return !this.dropping;
  }
}
