import { describe, expect, test } from 'vitest';
import { brokenRelations } from '../../../../bench/lab/relations.ts';
import { curve, measurement } from '../../../doubles/measurement.ts';

const shipped = measurement({ id: 'shipped', samples: curve(() => 160, 8) });
const naive = measurement({ id: 'as-it-was', samples: curve((file) => 150 + file * 100, 8) });
const batch10 = measurement({ id: 'batch-10', samples: curve(() => 460, 8) });

describe('what must hold', () => {
  test('holds where what ships is flat and lowest, and the importer as it was grows', () => {
    expect(brokenRelations([naive, batch10, shipped])).toEqual([]);
  });

  test.each([
    ['does not finish', { ...shipped, outcome: 'out-of-time' as const }, 'must finish'],
    ['loses a file', { ...shipped, lost: 1 }, 'lose and double nothing'],
    ['doubles a file', { ...shipped, doubled: 1 }, 'lose and double nothing'],
    ['is restarted', { ...shipped, restarts: 1 }, 'no restart'],
    ['grows', { ...shipped, samples: curve((file) => 100 + file * 10, 8) }, 'stay flat'],
    [
      'takes more than another that finishes',
      { ...shipped, samples: curve(() => 500, 8) },
      'batch-10 has less',
    ],
  ])('breaks where what ships %s', (_, changed, sentence) => {
    expect(brokenRelations([naive, batch10, changed])).toEqual([expect.stringContaining(sentence)]);
  });

  test('breaks where the importer as it was does not grow: then nothing was shown', () => {
    const tame = { ...naive, samples: curve(() => 200, 8) };
    expect(brokenRelations([tame, shipped])).toEqual([expect.stringContaining('three times')]);
  });

  test('does not compare with what imports nothing or did not finish', () => {
    const idle = measurement({
      id: 'short-requests',
      lost: null,
      doubled: null,
      samples: curve(() => 130, 8),
    });
    const late = measurement({ id: 'late', outcome: 'out-of-time', samples: curve(() => 130, 2) });
    expect(brokenRelations([naive, idle, late, shipped])).toEqual([]);
  });

  test('does not compare with Voyage, which has no model here', () => {
    const voyage = measurement({ id: 'voyage', samples: curve(() => 130, 8) });
    expect(brokenRelations([naive, voyage, shipped])).toEqual([]);
  });

  test('lets the cure alone be about as small', () => {
    const cure = measurement({ id: 'bounded-tokens', samples: curve(() => 150, 8) });
    expect(brokenRelations([naive, cure, shipped])).toEqual([]);
  });
});
