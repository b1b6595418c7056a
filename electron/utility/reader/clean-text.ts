/**
 * Text as people wrote it: without terminal escapes, control characters and broken surrogates.
 */
import { ownCopy } from './own-copy.ts';

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// eslint-disable-next-line no-control-regex -- as above; tab and line feed stay
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// eslint-disable-next-line no-control-regex -- as above
const SUSPICIOUS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** The text to keep; line ends become `\n`. */
export function cleanText(text: string): string {
  const wellFormed = text.toWellFormed();
  if (!SUSPICIOUS.test(wellFormed)) return wellFormed.trim();
  return wellFormed.replace(/\r\n?/g, '\n').replace(ESCAPES, '').replace(CONTROLS, '').trim();
}

/** The first `length` UTF-16 units of a text, never half a surrogate pair. Doesn't hold the whole text in memory. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return ownCopy(text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length));
}

/** A text on one line of at most `length` UTF-16 units. Doesn't hold the whole text in memory. */
export function oneLine(text: string, length: number): string {
  return cutText(
    cutText(text, length * 4)
      .replace(/\s+/g, ' ')
      .trim(),
    length,
  );
}
