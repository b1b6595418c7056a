import { expect, test } from 'vitest';
import { describeHead } from '../../../../../electron/utility/reader/seen.ts';

test.each([
  ['', 'nothing but white space'],
  ['\0\0', 'binary data'],
  ['Dear diary', 'text'],
  ['[1, 2]', 'something like JSON'],
  ['{"title":"x","mapping":{"a":{"title":1}}}', 'JSON with "title", "mapping", "a"'],
])('a file that nobody knows is named by what it begins with: %j', (text, seen) => {
  expect(describeHead(Buffer.from(text))).toBe(seen);
});
