import { expect, test } from 'vitest';
import {
  addCrash,
  backOffMs,
  forgivenAt,
  noCrashes,
} from '../../../../../electron/main/embedding/crash-history.ts';
import { supervisorSettings } from '../../../../../electron/main/embedding/supervisor.ts';

const settings = supervisorSettings(400);

test('a wait is stretched at random by a quarter at most, and never over the longest', () => {
  const once = addCrash(noCrashes, 0, settings);
  expect(backOffMs(once, 0, settings)).toBe(1_000);
  expect(backOffMs(once, 0.999, settings)).toBeCloseTo(1_250, 0);
  expect(backOffMs({ at: [0], streak: 50 }, 0.999, settings)).toBe(60_000);
});

test('crashes outside the window are forgotten, but the wait goes on growing', () => {
  const once = addCrash(noCrashes, 0, settings);
  const twice = addCrash(once, settings.crashWindowMs, settings);
  expect(twice).toEqual({ at: [settings.crashWindowMs], streak: 2 });
});

test('there is nothing to forgive without a crash', () => {
  expect(forgivenAt(noCrashes, 0, settings)).toBeNull();
  expect(forgivenAt({ at: [7], streak: 1 }, 5, settings)).toBe(7 + settings.healthyAfterMs);
});
