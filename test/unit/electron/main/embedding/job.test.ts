import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterDeath, afterFailure, afterInterruption } from '../../../../../electron/main/embedding/job.ts';
import { job } from '../../../../doubles/slot-world.ts';

describe('a job that was not answered', () => {
  test('goes back whole after one death, in halves after two, and alone into quarantine', () => {
    expect(afterDeath(job(1, ['a', 'b', 'c'])).putBack).toMatchObject([
      { texts: ['a', 'b', 'c'], deaths: 1 },
    ]);
    expect(afterDeath(job(1, ['a', 'b', 'c'], { deaths: 1 })).putBack).toMatchObject([
      { texts: ['a', 'b'], offset: 0, deaths: 1 },
      { texts: ['c'], offset: 2, deaths: 1 },
    ]);
    expect(afterDeath(job(1, ['a'], { deaths: 1 }))).toEqual({ putBack: [], quarantined: true });
  });

  test('goes back without blame when it was only interrupted', () => {
    expect(afterInterruption(job(7, ['a'], { deaths: 1, offset: 3 }))).toEqual({
      request: 1,
      kind: 'document',
      offset: 3,
      texts: ['a'],
      deaths: 1,
    });
  });

  test('keeps every text at its place, whatever happens to it', () => {
    const jobs = fc.record({
      texts: fc.array(fc.string(), { minLength: 1, maxLength: 20 }),
      offset: fc.nat(100),
      deaths: fc.nat(2),
      index: fc.option(fc.nat(25)),
    });
    fc.assert(
      fc.property(jobs, ({ texts, offset, deaths, index }) => {
        for (const verdict of [
          afterDeath(job(1, texts, { offset, deaths })),
          afterFailure(job(1, texts, { offset, deaths }), index),
        ]) {
          if (verdict.quarantined) {
            expect(texts).toHaveLength(1);
            expect(verdict.putBack).toEqual([]);
            continue;
          }
          expect(verdict.putBack.flatMap((part) => part.texts)).toEqual(texts);
          let next = offset;
          for (const part of verdict.putBack) {
            expect(part.offset).toBe(next);
            expect(part.texts.length).toBeGreaterThan(0);
            next += part.texts.length;
          }
        }
      }),
    );
  });
});
