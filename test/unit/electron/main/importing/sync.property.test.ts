import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventually } from '../../../../doubles/eventually.ts';
import { roots, SyncWorld } from '../../../../doubles/sync-world.ts';

type Step =
  | {
      readonly do: 'write' | 'append' | 'delete' | 'pause-source' | 'remove';
      readonly root: number;
      readonly file: number;
      readonly quietly: boolean;
    }
  | { readonly do: 'unplug' | 'plug'; readonly root: number }
  | { readonly do: 'pause' | 'resume' | 'restart' | 'reader-dies' | 'wait' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom(
      'write' as const,
      'append' as const,
      'append' as const,
      'delete' as const,
      'pause-source' as const,
      'remove' as const,
    ),
    root: fc.nat(roots.length - 1),
    file: fc.nat(2),
    quietly: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('unplug' as const, 'plug' as const), root: fc.nat(roots.length - 1) }),
  fc.record({
    do: fc.constantFrom(
      'pause' as const,
      'resume' as const,
      'restart' as const,
      'reader-dies' as const,
      'wait' as const,
    ),
  }),
);

let lines = 0;
const line = (): string => `line${(lines += 1)}`;

/** Carries a step out; returns lines that may be in the library although no file holds them any more. */
async function carryOut(world: SyncWorld, action: Step, ids: Map<string, number>): Promise<string[]> {
  const { sync } = world;
  if (!sync) throw new Error('Sync does not run.');
  switch (action.do) {
    case 'pause':
      sync.pause(null);
      return [];
    case 'resume':
      sync.resume();
      return [];
    case 'restart':
      await sync.stop();
      await world.start();
      return [];
    case 'reader-dies':
      world.deaths += 2;
      return [];
    case 'wait':
      for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return [];
    case 'unplug':
      world.unplugged.add(roots[action.root] ?? '');
      return [];
    case 'plug':
      world.unplugged.delete(roots[action.root] ?? '');
      return [];
    default:
      break;
  }
  const root = roots[action.root] ?? '';
  const path = `${root}/${action.file}.txt`;
  const before = world.files.get(path)?.lines ?? [];
  const id = ids.get(root) ?? 0;
  switch (action.do) {
    case 'write':
      world.put(path, [line(), line()], action.quietly);
      return [];
    case 'append':
      world.put(path, [...before, line()], action.quietly);
      return [];
    case 'delete':
      world.files.delete(path);
      if (!action.quietly) world.tell(path);
      return before;
    case 'pause-source':
      await sync.setPaused(id, true);
      return [];
    case 'remove':
      // Gone with all that it held, and added again.
      await sync.remove(id, true);
      ids.set(root, await sync.add(root, 'added'));
      return [];
  }
}

test('whatever happens, in the end each line of each file is in the library once and has its vector', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const world = new SyncWorld();
      await world.start();
      const ids = new Map<string, number>();
      for (const root of roots) ids.set(root, (await world.sync?.add(root, 'added')) ?? 0);
      const mayStay = new Set<string>();
      for (const action of steps) for (const left of await carryOut(world, action, ids)) mayStay.add(left);

      world.deaths = 0;
      world.unplugged.clear();
      world.sync?.resume();
      for (const id of ids.values()) await world.sync?.setPaused(id, false);
      await world.sync?.retry();
      await world.settled();

      const expected = [...world.files.values()].flatMap((file) => file.lines).sort();
      const found = world.messages();
      expect(found.filter((text) => !mayStay.has(text))).toEqual(expected);
      expect(new Set(found).size).toBe(found.length);
      expect(world.backlog()).toBe(0);
      await world.sync?.stop();
      world.database.close();
    }),
    { numRuns: 60 },
  );
});

test('a file that grows is read before the many that have never been read', async () => {
  const world = new SyncWorld();
  await world.start();
  world.put('/one/grows.txt', ['first'], true);
  await world.sync?.add('/one', 'added');
  await world.settled();
  for (let file = 0; file < 1_000; file += 1) world.put(`/two/${file}.txt`, [line()], true);
  await world.sync?.add('/two', 'added');
  while (world.read.length < 100) await new Promise((resolve) => setImmediate(resolve));
  world.put('/one/grows.txt', ['first', 'second']);
  await world.settled();
  expect(world.read.filter((path) => path === '/one/grows.txt')).toHaveLength(2);
  expect(world.read.lastIndexOf('/one/grows.txt')).toBeLessThan(600);
  expect(new Set(world.read).size).toBe(1_001);
  expect(world.read).toHaveLength(1_002);
  await world.sync?.stop();
});

test('a state that pauses says until when, and goes on by itself', async () => {
  const world = new SyncWorld();
  await world.start();
  await world.settled();
  world.sync?.pause(1_020);
  expect(world.sync?.state()).toEqual({ phase: 'paused', until: 1_020 });
  await eventually(() => world.sync?.state().phase === 'idle');
  await world.sync?.stop();
});

test.each([
  ['is stored when there is time', 10_000, 0],
  ['is given up, to be done again, when there is none', 0, 1],
])('a batch that is being embedded at the end %s', async (_what, drainMs, backlog) => {
  const world = new SyncWorld();
  let embed: () => void = () => undefined;
  world.embedding = new Promise((resolve) => (embed = resolve));
  await world.start();
  world.put('/one/0.txt', ['first'], true);
  await world.sync?.add('/one', 'added');
  while (world.sync?.state().phase !== 'embedding') await new Promise((resolve) => setImmediate(resolve));
  const stopped = world.sync.stop(drainMs);
  setTimeout(embed, 50);
  await stopped;
  expect(world.backlog()).toBe(backlog);
});
