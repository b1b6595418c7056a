import { expect, test } from 'vitest';
import { existsWithoutWaking } from '../../../../../electron/main/sources/presence.ts';

const debian = '\\\\wsl.localhost\\Debian\\home\\ana\\.claude\\projects';
const ubuntu = '\\\\wsl$\\Ubuntu\\root\\.codex\\sessions';

/** Systems that run, and what was looked at and asked for. */
class World {
  running: readonly string[] = [];
  now = 0;
  asked = 0;
  readonly looked: string[] = [];
  readonly exists = existsWithoutWaking({
    running: () => {
      this.asked += 1;
      return Promise.resolve(this.running);
    },
    look: (path) => {
      this.looked.push(path);
      return Promise.resolve(!path.includes('gone'));
    },
    now: () => this.now,
  });
}

test('a path of this machine is looked at, and nobody is asked', async () => {
  const world = new World();
  expect(await world.exists('/home/ana/.claude')).toBe(true);
  expect(await world.exists('/gone')).toBe(false);
  expect(world.asked).toBe(0);
});

test('a path in a Linux that does not run is away, and is not looked at: that would start it', async () => {
  const world = new World();
  world.running = ['Ubuntu'];
  expect(await world.exists(debian)).toBe(false);
  expect(await world.exists(ubuntu)).toBe(true);
  expect(world.looked).toEqual([ubuntu]);
});

test('many paths ask once, and what was answered is not believed for long', async () => {
  const world = new World();
  expect(await Promise.all([world.exists(debian), world.exists(ubuntu), world.exists(debian)])).toEqual([
    false,
    false,
    false,
  ]);
  expect(world.asked).toBe(1);
  world.running = ['debian'];
  world.now = 60_000;
  expect(await world.exists(debian)).toBe(true);
  expect(world.asked).toBe(2);
});
