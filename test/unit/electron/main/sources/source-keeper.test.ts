import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SourceKeeper } from '../../../../../electron/main/sources/source-keeper.ts';
import { eventually } from '../../../../doubles/eventually.ts';
import type { WatchListener } from '../../../../../electron/main/sources/watch-source.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A keeper of one source at `/tmp`, and what it asked for. */
async function keeperOf() {
  const asked: (readonly string[] | null)[] = [];
  const watches: WatchListener[] = [];
  let closed = 0;
  let there = true;
  const keeper = new SourceKeeper({
    watch: (_path, listener) => {
      watches.push(listener);
      return {
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      };
    },
    ask: (_source, paths) => asked.push(paths),
    changed: () => undefined,
    now: () => Date.now(),
    exists: () => Promise.resolve(there),
  });
  keeper.keep(1, '/tmp');
  vi.useRealTimers();
  await eventually(() => watches.length > 0);
  vi.useFakeTimers();
  keeper.walked(1, true, 10);
  keeper.suspend();
  keeper.wake();
  asked.length = 0;
  return { keeper, asked, watches, closed: () => closed, setThere: (value: boolean) => (there = value) };
}

test('a source that is watched is asked for when it changes, and walked again every ten minutes', async () => {
  const { asked, watches } = await keeperOf();
  watches[0]?.changed(['/tmp/a.jsonl']);
  expect(asked).toEqual([['/tmp/a.jsonl']]);
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(asked[1]).toBeNull();
});

test('where the system watches no more, a source is walked every half minute, and that is told', async () => {
  const { keeper, asked, watches } = await keeperOf();
  watches[0]?.failed('limit', 'ENOSPC');
  expect(keeper.keepingOf(1)).toBe('walked-limit');
  expect(keeper.count('walked-limit')).toBe(1);
  expect(asked).toEqual([null]);
  keeper.walked(1, true, 10);
  await vi.advanceTimersByTimeAsync(46_000);
  expect(asked.length).toBeGreaterThanOrEqual(2);
});

test('a walk that takes long is not asked for all the time', async () => {
  const { keeper, asked, watches } = await keeperOf();
  watches[0]?.failed('unable', 'EIO');
  asked.length = 0;
  keeper.walked(1, true, 10_000);
  await vi.advanceTimersByTimeAsync(3 * 60_000);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBeGreaterThan(0);
});

test('a drive that is unplugged is noticed, is not watched any more, and is asked for when it is back', async () => {
  const { keeper, asked, closed, setThere } = await keeperOf();
  setThere(false);
  await vi.advanceTimersByTimeAsync(16_000);
  expect(asked).toEqual([null]);
  keeper.walked(1, false, 1);
  expect(keeper.keepingOf(1)).toBe('missing');
  expect(closed()).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
  setThere(true);
  await vi.advanceTimersByTimeAsync(16_000);
  expect(asked).toHaveLength(2);
  keeper.walked(1, true, 1);
  expect(keeper.keepingOf(1)).toBe('watched');
});

test('while the machine sleeps nothing is asked for; when it wakes everything is', async () => {
  const { keeper, asked } = await keeperOf();
  keeper.suspend();
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(asked).toEqual([]);
  keeper.wake();
  expect(asked).toEqual([null]);
});
