/**
 * The JSON objects that a file begins with, for formats that tell themselves by what their lines hold.
 */
import { parseLine, type JsonObject } from './json-values.ts';

const LINE_FEED = 0x0a;

/** Whether one of the objects, one a line, that `head` holds whole is as `test` wants it. */
export function someObject(head: Buffer, test: (object: JsonObject) => boolean): boolean {
  const lines = textOf(head).split('\n');
  return lines.some((line) => line.startsWith('{') && isSome(line, test));
}

/** Whether the first line of `head` holds an object as `test` wants it. */
export function isFirstObject(head: Buffer, test: (object: JsonObject) => boolean): boolean {
  return isSome(firstLine(head), test);
}

/** The first line of `head` that isn't blank; nothing behind it is looked at. */
export function firstLine(head: Buffer): string {
  for (let from = 0; from < head.length;) {
    const end = head.indexOf(LINE_FEED, from);
    const line = textOf(head.subarray(from, end < 0 ? head.length : end)).trim();
    if (line !== '' || end < 0) return line;
    from = end + 1;
  }
  return '';
}

function isSome(line: string, test: (object: JsonObject) => boolean): boolean {
  return parseLine(line).some((object) => object !== null && test(object));
}

function textOf(head: Buffer): string {
  return head.toString('utf8').replace(/^\ufeff/, '');
}
