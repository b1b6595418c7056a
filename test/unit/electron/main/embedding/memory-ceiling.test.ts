import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ceilings,
  isTooLow,
  neededCeilingMb,
  tooLowMessage,
} from '../../../../../electron/main/embedding/memory-ceiling.ts';

describe('a memory ceiling', () => {
  test('is the hard one; the soft one lies 15 % under it', () => {
    expect(ceilings(400)).toEqual({ softMb: 340, hardMb: 400 });
  });

  test('that is called needed is never called too low', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 20_000 }), (freshMb) => {
        const needed = neededCeilingMb(freshMb);
        expect(isTooLow(ceilings(needed).softMb, freshMb)).toBe(false);
        expect(needed).toBeLessThan(freshMb * 1.35 + 15);
      }),
    );
  });

  test('that is too low is named with the one that is needed, and the way to set it', () => {
    expect(tooLowMessage(150, 160)).toBe(
      'The memory ceiling is too low for this model (needs about 210 MB): it is 150 MB, and a process takes 160 MB. ' +
        'Raise it in the settings, or with --memory-ceiling.',
    );
  });

  test('is never told to be lower than it is', () => {
    expect(tooLowMessage(400, 160)).toContain('needs about 410 MB');
  });
});
