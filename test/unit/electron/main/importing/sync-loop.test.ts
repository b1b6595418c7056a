import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SyncLoop } from '../../../../../electron/main/importing/sync-loop.ts';
import { RecollectError } from '../../../../../electron/shared/errors.ts';

let abort: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  abort = new AbortController();
});
afterEach(() => {
  abort.abort();
  vi.useRealTimers();
});

/** A loop whose work fails as long as `failure` is set. */
function runningLoop() {
  const world = { worked: 0, told: 0, failure: undefined as RecollectError | undefined };
  const loop = new SyncLoop(() => (world.told += 1));
  const ended = loop.run(() => {
    loop.begin();
    world.worked += 1;
    return world.failure ? Promise.reject(world.failure) : Promise.resolve();
  }, abort.signal);
  return { world, loop, ended };
}

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('works at once, then each time that it is woken, and tells when it begins and ends', async () => {
  const { world, loop } = runningLoop();
  expect(loop.working).toBe(true);
  await settled();
  expect([world.worked, world.told, loop.working]).toEqual([1, 2, false]);
  loop.wake();
  await settled();
  expect([world.worked, world.told]).toEqual([2, 4]);
});

test('rests after a failure, says which, and forgets it when it works again', async () => {
  const { world, loop } = runningLoop();
  world.failure = new RecollectError('library-damaged', 'It is damaged.');
  loop.wake();
  await settled();
  expect(loop.failure?.code).toBe('library-damaged');
  expect(loop.working).toBe(false);
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(world.worked).toBe(2);
  world.failure = undefined;
  loop.wake();
  await settled();
  expect(loop.failure).toBeUndefined();
});

test('tries a full disk again by itself, however many loops found it full', async () => {
  const loops = [runningLoop(), runningLoop()];
  for (const { world, loop } of loops) {
    world.failure = new RecollectError('disk-full', 'The disk is full.');
    loop.wake();
  }
  await settled();
  for (const { world } of loops) world.failure = undefined;
  await vi.advanceTimersByTimeAsync(61_000);
  expect(loops.map(({ world }) => world.worked)).toEqual([3, 3]);
  expect(loops.map(({ loop }) => loop.failure)).toEqual([undefined, undefined]);
});

test('tries a service that was away again by itself, and not one that refuses the key', async () => {
  const [away, refused] = [runningLoop(), runningLoop()];
  away.world.failure = new RecollectError('voyage-unavailable', 'It is away.');
  refused.world.failure = new RecollectError('voyage-key-refused', 'The key is wrong.');
  for (const { loop } of [away, refused]) loop.wake();
  await settled();
  await vi.advanceTimersByTimeAsync(6 * 60_000);
  expect([away.world.worked, refused.world.worked]).toEqual([3, 2]);
});

test('ends when it is told to, also while it rests', async () => {
  const { world, loop, ended } = runningLoop();
  await settled();
  abort.abort();
  await ended;
  loop.wake();
  await settled();
  expect(world.worked).toBe(1);
});
