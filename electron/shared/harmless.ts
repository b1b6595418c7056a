/**
 * Text that was written by somebody else, made safe to print: a conversation may hold anything.
 */

/** The text without terminal escapes, control characters and marks that turn the direction of writing around. */
export function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}
