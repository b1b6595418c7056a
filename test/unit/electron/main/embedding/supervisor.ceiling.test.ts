/**
 * What a slot does about memory: at the soft ceiling, over the hard one, and where a ceiling is too low.
 */
import { describe, expect, test } from 'vitest';
import { batch, brief, busyWorld, job, putBack, reasons, SlotWorld } from '../../../../doubles/slot-world.ts';

describe('the soft ceiling (340 of 400 MB)', () => {
  test('starts a replacement while the old process goes on, which leaves when the other is ready', () => {
    const world = busyWorld();
    expect(brief(world.answer(batch, 340))).toEqual(['complete 1', 'start 2']);
    const next = job(2, ['e']);
    expect(brief(world.assign(next))).toEqual(['send 2 to 1']);
    expect(brief(world.ready(2))).toEqual(['report ready 2']);
    expect(world.phase).toBe('draining');
    expect(brief(world.answer(next, 341))).toEqual(['complete 2', 'ask-exit 1', 'report recycled 1']);
    expect(world.phase).toBe('ready');
    expect(world.generation).toBe(2);
    const last = world.effects.findLast((effect) => effect.type === 'report');
    expect(last).toMatchObject({ kind: 'recycled', beforeMb: 150, afterMb: 150 });
    world.exit(1, 0, null);
    expect(reasons(world, 'crashed')).toEqual([]);
  });

  test('without room for two lets the old process leave first', () => {
    const world = busyWorld({ warmReplacement: false });
    expect(brief(world.answer(batch, 340))).toEqual(['complete 1', 'ask-exit 1', 'report recycled 1']);
    expect(world.phase).toBe('draining');
    expect(brief(world.exit(1, 0, null))).toEqual(['start 2']);
  });

  test('goes by the measurement from outside where a process lies', () => {
    const world = busyWorld();
    world.apply({ type: 'measured', generation: 1, rssMb: 350 });
    expect(brief(world.answer(batch, 1))).toEqual(['complete 1', 'start 2']);
  });

  test('waits for the batch in flight', () => {
    const world = busyWorld();
    expect(brief(world.apply({ type: 'measured', generation: 1, rssMb: 399 }))).toEqual([]);
  });

  test('is not looked at twice for one replacement', () => {
    const world = busyWorld();
    world.answer(batch, 340);
    expect(brief(world.apply({ type: 'measured', generation: 1, rssMb: 350 }))).toEqual([]);
  });

  test('kills what does not leave in time, again and again until it has gone', () => {
    const world = busyWorld({ warmReplacement: false });
    world.answer(batch, 340);
    expect(brief(world.pass(5_000))).toEqual(['kill 1']);
    expect(brief(world.pass(5_000))).toEqual(['kill 1']);
    expect(brief(world.exit(1))).toEqual(['start 2']);
  });

  test('goes on with the old process when the replacement dies, and tries another later', () => {
    const world = busyWorld();
    world.answer(batch, 340);
    expect(brief(world.exit(2))).toEqual(['report crashed 2']);
    const next = job(2, ['e']);
    world.assign(next);
    expect(brief(world.answer(next, 340))).toEqual(['complete 2']);
    world.pass(1_000);
    const third = job(3, ['f']);
    world.assign(third);
    expect(brief(world.answer(third, 340))).toEqual(['complete 3', 'start 3']);
  });

  test('does not let the replacement answer for the old process', () => {
    const world = busyWorld();
    world.answer(batch, 340);
    const next = job(2, ['e']);
    world.assign(next);
    expect(brief(world.answer(next, 150, 2))).toEqual(['report crashed 2', 'kill 2']);
    expect(brief(world.answer(next, 150, 1))).toEqual(['complete 2']);
  });

  test('leaves no replacement behind when the slot gives up or stops', () => {
    const failing = busyWorld();
    failing.answer(batch, 340);
    const failure = { code: 'model-damaged', message: '' } as const;
    expect(brief(failing.apply({ type: 'unusable', generation: 1, failure }))).toEqual([
      'kill 1',
      'kill 2',
      'report failed 1',
    ]);
    const stopping = busyWorld();
    stopping.answer(batch, 340);
    expect(brief(stopping.apply({ type: 'stop', graceMs: 1_000 }))).toEqual(['kill 2', 'ask-exit 1']);
  });

  test('hands over to a replacement that is still starting when the old process dies', () => {
    const world = busyWorld();
    world.answer(batch, 340);
    world.assign(job(2, ['e']));
    expect(brief(world.exit(1))).toEqual(['report crashed 1', 'put-back e after 1']);
    expect(world.phase).toBe('starting');
    expect(world.generation).toBe(2);
  });
});

describe('the hard ceiling (400 MB)', () => {
  test('kills in mid-batch, puts the batch back and starts the next as soon as the old one has gone', () => {
    const world = busyWorld();
    world.answer(batch);
    world.assign(job(2, ['e', 'f']));
    expect(brief(world.apply({ type: 'measured', generation: 1, rssMb: 400.5 }))).toEqual([
      'report killed 1',
      'kill 1',
      'put-back ef after 1',
    ]);
    expect(brief(world.exit(1))).toEqual(['start 2']);
    expect(reasons(world, 'crashed')).toEqual([]);
  });

  test('splits a batch at once that is too big even for a fresh process, and has later ones made smaller', () => {
    expect(brief(busyWorld().apply({ type: 'measured', generation: 1, rssMb: 500 }))).toEqual([
      'report killed 1',
      'kill 1',
      'put-back ab after 0',
      'put-back cd after 0',
      'limit-batches 2',
    ]);
  });

  test('allows 400 MB', () => {
    expect(brief(busyWorld().apply({ type: 'measured', generation: 1, rssMb: 400 }))).toEqual([]);
  });

  test('goes by the word of the process where nothing can be measured', () => {
    const world = new SlotWorld();
    world.startReady();
    world.slot = {
      ...world.slot,
      phase:
        world.slot.phase.name === 'ready'
          ? { ...world.slot.phase, process: { ...world.slot.phase.process, measuredMb: null } }
          : world.slot.phase,
    };
    expect(brief(world.apply({ type: 'alive', generation: 1, rssMb: 500 }))).toContain('kill 1');
  });

  test('ends what is on its way out and grows', () => {
    const world = busyWorld({ warmReplacement: false });
    world.answer(batch, 350);
    expect(brief(world.apply({ type: 'measured', generation: 1, rssMb: 500 }))).toEqual(['kill 1']);
  });

  test('splits a batch that is too big for it until it fits, and is not called too low for that', () => {
    const world = new SlotWorld({}, 400);
    world.startReady();
    let queue = [job(1, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])];
    const done: string[] = [];
    for (let id = 2; queue.length > 0 && id < 100; id += 1) {
      const [next, ...others] = queue;
      if (!next) break;
      world.assign(next);
      if (next.texts.length > 2) {
        const effects = world.apply({ type: 'measured', generation: world.generation, rssMb: 900 });
        queue = [...putBack(effects).map((queued, at) => ({ ...queued, id: id * 100 + at })), ...others];
        world.exit(world.generation === -1 ? world.slot.generation : world.generation);
        world.ready(world.generation);
      } else {
        world.answer(next);
        done.push(...next.texts);
        queue = others;
      }
    }
    expect(done.join('')).toBe('abcdefgh');
    expect(reasons(world, 'failed')).toEqual([]);
  });
});

describe('a ceiling that is too low for the model', () => {
  test.each<[string, () => SlotWorld]>([
    [
      'because a fresh process sits at the soft ceiling already',
      () => {
        const world = new SlotWorld({}, 200);
        world.startReady(165);
        return world;
      },
    ],
    [
      'because a process passes it while it starts',
      () => {
        const world = new SlotWorld({}, 200);
        world.apply({ type: 'wanted' });
        world.apply({ type: 'measured', generation: 1, rssMb: 210 });
        return world;
      },
    ],
    [
      'because two processes in a row had to leave with nothing done',
      () => {
        const world = new SlotWorld({ warmReplacement: false });
        world.startReady();
        world.apply({ type: 'measured', generation: 1, rssMb: 350 });
        world.exit(1, 0, null);
        world.ready(2);
        world.apply({ type: 'measured', generation: 2, rssMb: 350 });
        return world;
      },
    ],
    [
      'because two processes in a row were killed with nothing in flight',
      () => {
        const world = new SlotWorld();
        world.startReady();
        world.apply({ type: 'measured', generation: 1, rssMb: 500 });
        world.exit(1);
        world.ready(2);
        world.apply({ type: 'measured', generation: 2, rssMb: 500 });
        return world;
      },
    ],
  ])('stops with the ceiling that it needs, %s', (_, play) => {
    const { phase } = play().slot;
    expect(phase).toMatchObject({ name: 'failed', failure: { code: 'ceiling-too-low' } });
    if (phase.name === 'failed') {
      expect(phase.failure.message).toMatch(/too low for this model \(needs about \d+ MB\)/);
    }
  });

  test('is not assumed when the processes did something in between', () => {
    const world = new SlotWorld({ warmReplacement: false });
    for (let generation = 1; generation <= 6; generation += 1) {
      if (generation === 1) world.startReady();
      else world.ready(generation);
      const next = job(generation, ['a']);
      world.assign(next);
      world.answer(next, 350);
      world.exit(generation, 0, null);
    }
    expect(world.phase).toBe('starting');
  });
});
