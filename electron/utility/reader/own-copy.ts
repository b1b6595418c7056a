/**
 * A string of its own. V8 keeps a part of a string as a view of the whole: a title of 20 letters would hold the
 * megabyte that it was cut from for as long as it lives.
 */

/** A copy of `text` that shares nothing with the string that it was cut from. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
