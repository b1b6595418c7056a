/**
 * Whatever happens to a slot, in whatever order: no text is lost or counted twice, one process at most is on duty,
 * and the slot always gets out of a state when time passes.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Auditor, type Action } from '../../../../doubles/slot-auditor.ts';

// Mostly the latest process or batch, so that much happens to what is going on; now and then one long gone.
const pick = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) });
const rssMb = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 100, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 330, max: 410 }) },
);
const just = <Name extends string>(...names: Name[]): { do: fc.Arbitrary<Name> } => ({
  do: fc.constantFrom(...names),
});
const milliseconds = fc.integer({ min: 1, max: 70_000 });
const weighted: readonly (readonly [number, fc.Arbitrary<Action>])[] = [
  [10, fc.record({ ...just('want') })],
  [10, fc.record({ ...just('ready'), pick, rssMb: fc.integer({ min: 100, max: 320 }) })],
  [12, fc.record({ ...just('assign'), texts: fc.integer({ min: 1, max: 9 }), query: fc.boolean() })],
  [8, fc.record({ ...just('answer'), pick, batch: pick, rssMb })],
  [3, fc.record({ ...just('alive', 'measure'), pick, rssMb })],
  [1, fc.record({ ...just('answer-badly'), pick, batch: pick })],
  [1, fc.record({ ...just('give-up'), pick, batch: pick, text: fc.nat(9) })],
  [1, fc.record({ ...just('garbage', 'unusable'), pick })],
  [4, fc.record({ ...just('exit'), pick })],
  [4, fc.record({ ...just('pass'), milliseconds })],
  [1, fc.record({ ...just('jump'), milliseconds: fc.integer({ min: -5_000_000, max: 5_000_000 }) })],
  [2, fc.record({ ...just('set-ceiling'), ceilingMb: fc.integer({ min: 200, max: 900 }) })],
  [3, fc.record({ ...just('retry', 'resume') })],
  [1, fc.record({ ...just('suspend') })],
  [1, fc.record({ ...just('stop'), graceMs: fc.nat(3_000) })],
];
const action = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));

describe('whatever happens', () => {
  test.each([true, false])('no text is lost or counted twice (warm replacement: %s)', (warm) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const auditor = new Auditor(warm);
        for (const one of actions) auditor.act(one);
      }),
      { numRuns: 600 },
    );
  });

  test.each([true, false])('the slot embeds again when the world behaves (warm replacement: %s)', (warm) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const auditor = new Auditor(warm);
        for (const one of actions) auditor.act(one);
        auditor.behaveUntilDone();
      }),
      { numRuns: 300 },
    );
  });

  test('no state lasts when nobody ever says anything again', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const auditor = new Auditor(true);
        for (const one of actions) auditor.act(one);
        auditor.act({ do: 'resume' });
        const { world } = auditor;
        // Long enough for every timeout in a row; the processes neither speak nor exit.
        auditor.pass(2 * 3_600_000);
        expect(['stopped', 'failed']).toContain(world.phase);
        expect(auditor.open.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
