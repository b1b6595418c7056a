import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TimedPause } from '../../../../../electron/main/importing/timed-pause.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
afterEach(() => void vi.useRealTimers());

test('lasts until its time, or until its user says so', async () => {
  let told = 0;
  const pause = new TimedPause(Date.now, () => (told += 1));
  pause.pause(3_000);
  expect([pause.paused, pause.until]).toEqual([true, 3_000]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([pause.paused, pause.until]).toEqual([false, null]);
  pause.pause(null);
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(pause.paused).toBe(true);
  pause.resume();
  expect([pause.paused, told]).toEqual([false, 4]);
});

test('one whose time came while the machine slept ends when it wakes', () => {
  const pause = new TimedPause(Date.now, () => undefined);
  pause.pause(60_000);
  pause.catchUp();
  expect(pause.paused).toBe(true);
  vi.setSystemTime(70_000);
  pause.catchUp();
  expect(pause.paused).toBe(false);
});

test('holds everything back for good once it is closed', async () => {
  const pause = new TimedPause(Date.now, () => undefined);
  pause.pause(2_000);
  pause.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pause.paused).toBe(true);
});
