/**
 * The JSON objects that a file begins with, for formats that tell themselves by what their lines hold.
 */
import { parseLine, type JsonObject } from './json-values.ts';

/** Whether one of the objects, one a line, that `head` holds whole is as `test` wants it. */
export function someObject(head: Buffer, test: (object: JsonObject) => boolean): boolean {
  const lines = textOf(head).split('\n');
  return lines.some((line) => line.startsWith('{') && isSome(line, test));
}

/** Whether the first line of `head` holds an object as `test` wants it. */
export function isFirstObject(head: Buffer, test: (object: JsonObject) => boolean): boolean {
  const [line = ''] = textOf(head).trimStart().split('\n', 1);
  return isSome(line, test);
}

function isSome(line: string, test: (object: JsonObject) => boolean): boolean {
  return parseLine(line).some((object) => object !== null && test(object));
}

function textOf(head: Buffer): string {
  return head.toString('utf8').replace(/^\ufeff/, '');
}
