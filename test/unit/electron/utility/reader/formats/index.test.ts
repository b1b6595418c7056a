import { expect, test } from 'vitest';
import { formats } from '../../../../../../electron/utility/reader/formats/index.ts';
import { readableFixtures } from '../../../../../doubles/fixtures.ts';

/** What a file is recognised by at most, in bytes. */
const HEAD = 64 * 1024;

test('a format that tells itself at once is the one that the longer questions would have found', async () => {
  let told = 0;
  for (const { name, bytes } of await readableFixtures()) {
    const head = bytes.subarray(0, HEAD);
    const atOnce = formats.filter((format) => format.tellsAtOnce?.(head) === true);
    if (atOnce.length === 0) continue;
    told += 1;
    expect([name, atOnce]).toEqual([name, [formats.find((format) => format.recognises(head, name))]]);
  }
  expect(told).toBeGreaterThan(0);
});
