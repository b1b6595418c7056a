import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planCalls, tokensIn } from '../../../../../../electron/main/embedding/voyage/request-plan.ts';

const texts = fc
  .array(fc.integer({ min: 1, max: 500 }), { maxLength: 200 })
  .map((sizes) => sizes.map((tokens, index) => ({ index, text: `${index}`, tokens, masked: {} })));

describe('the calls for texts', () => {
  test('hold every text once and in order, and no more than they may', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 2_000 }),
        (all, most, tokens) => {
          const calls = planCalls(all, { texts: most, tokens });
          expect(calls.flat()).toEqual(all);
          for (const call of calls) {
            expect(call.length).toBeLessThanOrEqual(most);
            if (call.length > 1) expect(tokensIn(call)).toBeLessThanOrEqual(tokens);
          }
        },
      ),
    );
  });
});
