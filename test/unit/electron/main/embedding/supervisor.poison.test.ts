/**
 * Texts over which processes die.
 */
import { describe, expect, test } from 'vitest';
import { brief, busyWorld, job, putBack, reasons, SlotWorld } from '../../../../doubles/slot-world.ts';

describe('a poisonous text', () => {
  /** Works off a queue; every process that gets a job with an x dies over it. */
  function play(world: SlotWorld, texts: readonly string[]): { done: string[]; quarantined: string[] } {
    let queue = [job(1, texts)];
    const done: string[] = [];
    let id = 1;
    world.apply({ type: 'wanted' });
    for (let round = 0; round < 500 && queue.length > 0; round += 1) {
      if (world.phase === 'starting') world.ready(world.generation);
      if (world.phase !== 'ready') {
        world.pass(1_000);
        if (world.phase === 'failed') break;
        continue;
      }
      const [next, ...others] = queue;
      if (!next) break;
      world.assign(next);
      queue = others;
      if (next.texts.some((text) => text.includes('x'))) {
        const effects = world.exit(world.generation, 1, null);
        queue = [...putBack(effects).map((queued) => ({ ...queued, id: (id += 1) })), ...queue];
      } else {
        world.answer(next);
        done.push(...next.texts);
      }
    }
    const quarantined = world.effects.flatMap((effect) =>
      effect.type === 'quarantine' ? effect.job.texts : [],
    );
    return { done: done.sort(), quarantined };
  }

  test('is found by halving, put in quarantine with its reason, and costs no other text', () => {
    const world = new SlotWorld();
    const texts = Array.from({ length: 64 }, (_, index) => (index === 37 ? 'x' : `t${index}`));
    const { done, quarantined } = play(world, texts);
    expect(quarantined).toEqual(['x']);
    expect(done).toHaveLength(63);
    // The deaths that the search took are the text's, not the process's: the breaker stays closed.
    expect(reasons(world, 'failed')).toEqual([]);
    const effect = world.effects.find(({ type }) => type === 'quarantine');
    expect(effect).toMatchObject({
      reason: 'The embedder failed 2 times over this text. It ended unasked, with code 1.',
    });
  });

  test('beside another one: both are found', () => {
    const { done, quarantined } = play(new SlotWorld(), ['a', 'x1', 'b', 'c', 'd', 'x2', 'e', 'f']);
    expect(quarantined.sort()).toEqual(['x1', 'x2']);
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('is not to blame when everything kills: then the slot gives up before it has put all in quarantine', () => {
    const world = new SlotWorld();
    const { quarantined } = play(
      world,
      Array.from({ length: 64 }, (_, index) => `x${index}`),
    );
    expect(world.phase).toBe('failed');
    expect(quarantined.length).toBeLessThanOrEqual(5);
  });

  test('that a living process can not embed is tried once more alone, then put in quarantine', () => {
    const world = busyWorld();
    const effects = world.apply({ type: 'failed', generation: 1, batch: 1, text: 2, message: 'bad' });
    expect(putBack(effects).map(({ texts, offset, deaths }) => [texts.join(''), offset, deaths])).toEqual([
      ['ab', 0, 0],
      ['c', 2, 1],
      ['d', 3, 0],
    ]);
    const alone = job(2, ['c'], { deaths: 1 });
    world.assign(alone);
    expect(brief(world.apply({ type: 'failed', generation: 1, batch: 2, text: 0, message: 'bad' }))).toEqual([
      'quarantine c',
    ]);
    expect(world.phase).toBe('ready');
  });

  test('as a query is given up after three deaths', () => {
    const world = new SlotWorld();
    world.startReady();
    let query = job(1, ['q'], { kind: 'query' });
    for (let death = 1; death <= 3; death += 1) {
      world.assign(query);
      const [again] = putBack(world.exit(world.generation, 1, null));
      if (again) query = { ...again, id: death + 1 };
      world.pass(10_000);
      world.ready(world.generation);
    }
    expect(world.effects.filter(({ type }) => type === 'quarantine')).toHaveLength(1);
  });
});
