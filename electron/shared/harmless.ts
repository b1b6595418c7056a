/**
 * Text that was written by somebody else, made safe to print: a conversation may hold anything.
 */

/**
 * The text without terminal escapes, control characters, marks that turn the direction of writing around, and the
 * invisible letters of Unicode's tags, which people don't see and a model reads.
 */
export function harmless(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Bidi_Control}\u{e0000}-\u{e007f}]/gu,
    '',
  );
}

/** The same on one line: a name with a line break in it can't pass for lines of whoever prints it. */
export function harmlessLine(text: string): string {
  return harmless(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' '));
}

/**
 * A document as JSON that is safe to print. It says the same: what a terminal would obey, and what turns the direction
 * of writing around, is written as its number, as JSON itself does with the oldest control characters.
 */
export function harmlessJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}\u{e0000}-\u{e007f}]/gu,
    (character) =>
      character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
  );
}
