import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastSquares } from '../../../../../electron/main/library/least-squares.ts';

const number = fc.double({ min: 0, max: 10, noNaN: true });

test('numbers are found again by sums over rows that tell them apart', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 8 }), fc.array(number), (wanted, noise) => {
      // A row for each alone, and one of all of them together, a hundred times over: the prior is hardly heard.
      const alone = wanted.map((_, at) => wanted.map((__, other) => (other === at ? 1 : 0)));
      const rows = Array.from({ length: 100 }, () => [
        ...alone,
        wanted.map((_, at) => noise[at] ?? 1),
      ]).flat();
      const values = rows.map((row) => row.reduce((sum, entry, at) => sum + entry * (wanted[at] ?? 0), 0));
      for (const [at, found] of leastSquares(rows, values, 5).entries())
        expect(found).toBeCloseTo(wanted[at] ?? NaN, 1);
    }),
  );
});

test('what no row says anything of is as was thought before', () => {
  const [first, second] = leastSquares([[1, 0]], [3], 7);
  expect(first).toBeCloseTo(3, 1);
  expect(second).toBeCloseTo(7);
});

test('two that always come together share alike', () => {
  const [first, second] = leastSquares([[1, 1]], [6], 3);
  expect(first).toBeCloseTo(3);
  expect(second).toBeCloseTo(3);
});

test('nothing gives nothing', () => {
  expect(leastSquares([], [], 1)).toEqual([]);
});
