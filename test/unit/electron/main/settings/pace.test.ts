import { describe, expect, test } from 'vitest';
import { effortOf } from '../../../../../electron/main/settings/pace.ts';
import { defaultSettings } from '../../../../../electron/main/settings/settings.ts';

const mains = { onBattery: false, cores: 8 };

describe('the effort', () => {
  test.each([
    [1, 1, 1],
    [2, 1, 2],
    [3, 1, 3],
    [4, 2, 4],
    [8, 4, 4],
    [64, 4, 4],
  ])('on %i cores: balanced %i processes, full %i, gentle 1', (cores, balanced, full) => {
    const workers = (pace: 'gentle' | 'balanced' | 'full') =>
      effortOf({ ...defaultSettings, pace }, { onBattery: false, cores }).workers;
    expect([workers('balanced'), workers('full'), workers('gentle')]).toEqual([balanced, full, 1]);
  });

  test('of gentle is of the lowest priority, with rests; the others run below what the user works with', () => {
    const gentle = effortOf({ ...defaultSettings, pace: 'gentle' }, mains);
    expect(gentle).toEqual({ workers: 1, priority: 'lowest', restShare: 1 });
    for (const pace of ['balanced', 'full'] as const) {
      const effort = effortOf({ ...defaultSettings, pace }, mains);
      expect(effort).toMatchObject({ priority: 'below-normal', restShare: 0 });
    }
  });

  test('is gentle on battery, unless the user wants it otherwise', () => {
    const battery = { ...mains, onBattery: true };
    const full = { ...defaultSettings, pace: 'full', workers: 3 } as const;
    expect(effortOf(full, battery)).toEqual({ workers: 1, priority: 'lowest', restShare: 1 });
    expect(effortOf({ ...full, gentleOnBattery: false }, battery)).toMatchObject({ workers: 3 });
  });

  test('has the workers that were asked for', () => {
    expect(effortOf({ ...defaultSettings, workers: 7 }, mains).workers).toBe(7);
    expect(effortOf({ ...defaultSettings, pace: 'gentle', workers: 2 }, mains).workers).toBe(2);
  });

  test('is full where no pace is given', () => {
    expect(effortOf({ memoryCeilingMb: 400, provider: 'local' }, mains).workers).toBe(4);
  });
});
