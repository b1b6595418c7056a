import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRuns } from '../../../../../electron/utility/embedder/runs.ts';

describe('the runs of a batch', () => {
  test('take one text each, in order, by the recipe', () => {
    expect(planRuns([5, 300, 2], { batchSize: 1, tokenBudget: 512 })).toEqual([[0], [1], [2]]);
  });

  test('put neighbours in length together', () => {
    expect(planRuns([200, 3, 190, 4], { batchSize: 2, tokenBudget: 0 })).toEqual([
      [1, 3],
      [2, 0],
    ]);
  });

  test('stay within the budget of padded tokens, but for a text that is over it alone', () => {
    expect(planRuns([100, 100, 100, 600], { batchSize: 64, tokenBudget: 250 })).toEqual([[0, 1], [2], [3]]);
  });

  test('hold every text once and keep the limits, whatever comes', () => {
    const limits = fc.record({ batchSize: fc.integer({ min: 1, max: 70 }), tokenBudget: fc.nat(2_000) });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 512 })),
        limits,
        (lengths, { batchSize, tokenBudget }) => {
          const runs = planRuns(lengths, { batchSize, tokenBudget });
          expect(runs.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
          for (const run of runs) {
            expect(run.length).toBeLessThanOrEqual(batchSize);
            const padded = run.length * Math.max(...run.map((index) => lengths[index] ?? 0));
            if (tokenBudget > 0 && run.length > 1) expect(padded).toBeLessThanOrEqual(tokenBudget);
          }
        },
      ),
    );
  });
});
