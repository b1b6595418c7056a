import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareStructure } from '../../../../renderer/state/share-structure.ts';

test('what is equal keeps its identity, what differs does not', () => {
  const before = { files: { done: 1 }, rates: { chunks: 2 }, list: [{ a: 1 }, { b: 2 }] };
  const after = shareStructure(before, {
    files: { done: 1 },
    rates: { chunks: 3 },
    list: [{ a: 1 }, { b: 3 }],
  });
  expect(after.files).toBe(before.files);
  expect(after.rates).not.toBe(before.rates);
  expect(after.list[0]).toBe(before.list[0]);
  expect(after.list[1]).toEqual({ b: 3 });
});

test('the result always equals the new value, and is the old object where that is equal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      expect(shareStructure(before, after)).toEqual(after);
      expect(shareStructure(before, structuredClone(before))).toBe(before);
    }),
  );
});
