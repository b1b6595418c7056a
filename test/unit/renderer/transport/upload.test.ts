import { expect, test } from 'vitest';
import { batchName } from '../../../../renderer/transport/upload.ts';

const file = (path: string, size: number, lastModified = 1) => ({
  path,
  file: new File(['x'.repeat(size)], path, { lastModified }),
});

test('what is dropped twice is one batch, in whatever order its files come', async () => {
  const name = await batchName([file('a', 1), file('b', 2)]);
  expect(name).toMatch(/^[0-9a-f]{32}$/);
  expect(await batchName([file('b', 2), file('a', 1)])).toBe(name);
});

test('other paths, sizes or times are another one', async () => {
  const names = await Promise.all([
    batchName([file('a', 1)]),
    batchName([file('b', 1)]),
    batchName([file('a', 2)]),
    batchName([file('a', 1, 2)]),
  ]);
  expect(new Set(names).size).toBe(4);
});
