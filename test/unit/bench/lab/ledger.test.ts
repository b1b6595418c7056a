import { expect, test } from 'vitest';
import { compareLedger } from '../../../../bench/lab/ledger.ts';

test('every chunk once: nothing is lost, nothing is doubled', () => {
  expect(compareLedger('0 0\n0 1\n1 0\n', [2, 1])).toEqual({ lost: 0, doubled: 0 });
});

test('a file with a chunk missing is lost, one with a chunk twice is doubled, and one can be both', () => {
  expect(compareLedger('0 0\n1 0\n1 0\n2 0\n2 0\n', [2, 1, 2])).toEqual({ lost: 2, doubled: 2 });
});

test('files that were not begun are no concern', () => {
  expect(compareLedger('', [])).toEqual({ lost: 0, doubled: 0 });
});
