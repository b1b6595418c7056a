import { describe, expect, test } from 'vitest';
import type { SlotEvent } from '../../../../../electron/main/embedding/slot-state.ts';
import { brief, job, putBack, SlotWorld, soundVectors } from '../../../../doubles/slot-world.ts';

const batch = job(1, ['a', 'b', 'c', 'd']);

/** A slot whose process works on `batch`. */
function busyWorld(changes: ConstructorParameters<typeof SlotWorld>[0] = {}): SlotWorld {
  const world = new SlotWorld(changes);
  world.startReady();
  world.assign(batch);
  return world;
}

/** The reasons of the reports of one kind. */
function reasons(world: SlotWorld, kind: string): string[] {
  return world.effects.flatMap((effect) =>
    effect.type === 'report' && effect.kind === kind ? [effect.reason] : [],
  );
}

describe('a slot', () => {
  test('starts when it is wanted, serves, and says what is done', () => {
    const world = new SlotWorld();
    expect(brief(world.apply({ type: 'wanted' }))).toEqual(['start 1']);
    expect(world.phase).toBe('starting');
    expect(brief(world.ready(1))).toEqual(['report ready 1']);
    expect(brief(world.assign(batch))).toEqual(['send 1 to 1']);
    expect(world.phase).toBe('busy');
    expect(brief(world.answer(batch))).toEqual(['complete 1']);
    expect(world.phase).toBe('ready');
  });

  test('takes queries beside the documents, and gives each answer to its own', () => {
    const world = busyWorld();
    const query = job(2, ['q'], { kind: 'query' });
    expect(brief(world.assign(query))).toEqual(['send 2 to 1']);
    expect(brief(world.answer(query))).toEqual(['complete 2']);
    expect(world.phase).toBe('busy');
    expect(world.inFlight).toEqual([1]);
  });

  test('puts back what it can not take', () => {
    const world = busyWorld();
    expect(putBack(world.assign(job(2, ['x'])))).toEqual([
      expect.objectContaining({ texts: ['x'], deaths: 0 }),
    ]);
    expect(world.inFlight).toEqual([1]);
  });

  test('stops a process that has had nothing to do for long, and starts again when wanted', () => {
    const world = new SlotWorld({ idleAfterMs: 60_000, silentAfterMs: 1e9, hungAfterMs: 2e9 });
    world.startReady();
    expect(brief(world.pass(59_999))).toEqual([]);
    expect(brief(world.pass(1))).toEqual(['ask-exit 1']);
    world.exit(1, 0, null);
    expect(world.phase).toBe('stopped');
    expect(brief(world.apply({ type: 'wanted' }))).toEqual(['start 2']);
  });

  test('that is wanted while its idle process leaves starts the next when that has gone', () => {
    const world = new SlotWorld({ idleAfterMs: 1_000 });
    world.startReady();
    world.pass(1_000);
    expect(brief(world.apply({ type: 'wanted' }))).toEqual([]);
    expect(brief(world.exit(1, 0, null))).toEqual(['start 2']);
  });
});

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

describe('a crash', () => {
  test('puts the batch back and waits longer each time, up to a minute', () => {
    const world = new SlotWorld({ crashLimit: 100, healthyAfterMs: 1e9 });
    world.apply({ type: 'wanted' });
    const waits: number[] = [];
    for (let crash = 0; crash < 8; crash += 1) {
      world.ready(world.generation);
      world.exit(world.generation, 1, null);
      expect(world.phase).toBe('backing-off');
      const before = world.now;
      for (let wait = 0; wait < 1_000 && world.phase === 'backing-off'; wait += 1) world.pass(100);
      waits.push(Math.round((world.now - before) / 1000));
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test('with code 0 in mid-batch is one as well: intent counts, not the code', () => {
    const world = busyWorld();
    expect(brief(world.exit(1, 0, null))).toEqual(['report crashed 1', 'put-back abcd after 1']);
    expect(reasons(world, 'crashed')).toEqual(['It ended unasked, with code 0.']);
  });

  test('five times in ten minutes opens the breaker; Retry closes it', () => {
    const world = new SlotWorld();
    world.apply({ type: 'wanted' });
    for (let crash = 0; crash < 5; crash += 1) {
      expect(world.phase).toBe('starting');
      world.exit(world.generation, 1, null);
      world.pass(20_000);
    }
    expect(world.slot.phase).toMatchObject({ name: 'failed', failure: { code: 'embedder-failed' } });
    expect(brief(world.pass(3_600_000))).toEqual([]);
    expect(brief(world.apply({ type: 'wanted' }))).toEqual([]);
    world.apply({ type: 'retry' });
    expect(brief(world.apply({ type: 'wanted' }))).toEqual(['start 6']);
    world.exit(6, 1, null);
    expect(world.phase).toBe('backing-off');
  });

  test('is forgiven after five healthy minutes', () => {
    const world = new SlotWorld({ idleAfterMs: 1e9, silentAfterMs: 1e9, hungAfterMs: 2e9 });
    world.apply({ type: 'wanted' });
    for (let crash = 0; crash < 4; crash += 1) {
      world.exit(world.generation, 1, null);
      world.pass(20_000);
    }
    world.ready(world.generation);
    world.pass(300_000);
    expect(world.slot.crashes.at).toEqual([]);
    world.exit(world.generation, 1, null);
    expect(world.phase).toBe('backing-off');
  });

  test.each<[string, (world: SlotWorld) => SlotEvent]>([
    ['a message that makes no sense', () => ({ type: 'garbage', generation: 1, detail: 'nonsense' })],
    [
      'too few rows',
      () => ({ type: 'embedded', generation: 1, batch: 1, vectors: soundVectors(3), tokens: 3, rssMb: 150 }),
    ],
    [
      'numbers that are not finite',
      () => ({
        type: 'embedded',
        generation: 1,
        batch: 1,
        vectors: soundVectors(4).fill(Number.NaN),
        tokens: 4,
        rssMb: 150,
      }),
    ],
    [
      'vectors that are not of norm 1',
      () => ({
        type: 'embedded',
        generation: 1,
        batch: 1,
        vectors: soundVectors(4).fill(0),
        tokens: 4,
        rssMb: 150,
      }),
    ],
    [
      'an answer to another batch',
      () => ({ type: 'embedded', generation: 1, batch: 99, vectors: soundVectors(4), tokens: 4, rssMb: 150 }),
    ],
    [
      'giving up another batch',
      () => ({ type: 'failed', generation: 1, batch: 99, text: null, message: '' }),
    ],
    ['being ready again', () => ({ type: 'ready', generation: 1, dimensions: 2, rssMb: 150 })],
  ])('is what %s counts as: killed, the batch put back, nothing stored', (_, event) => {
    const world = busyWorld();
    expect(brief(world.apply(event(world)))).toEqual(['report crashed 1', 'kill 1', 'put-back abcd after 1']);
    expect(world.phase).toBe('backing-off');
  });

  test('follows a second answer; the first one stands', () => {
    const world = busyWorld();
    expect(brief(world.answer(batch))).toEqual(['complete 1']);
    expect(brief(world.answer(batch))).toEqual(['report crashed 1', 'kill 1']);
  });

  test('makes later words of the process worthless', () => {
    const world = busyWorld();
    world.apply({ type: 'garbage', generation: 1, detail: 'nonsense' });
    expect(brief(world.answer(batch, 150, 1))).toEqual([]);
    world.exit(1);
    world.pass(2_000);
    world.ready(2);
    expect(brief(world.answer(batch, 150, 1))).toEqual([]);
    expect(world.phase).toBe('ready');
  });
});

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

describe('silence', () => {
  test('is reported, then punished as a crash', () => {
    const world = busyWorld();
    expect(brief(world.pass(10_000))).toEqual(['report silent 1']);
    expect(brief(world.pass(19_999))).toEqual([]);
    expect(brief(world.pass(1))).toEqual(['report crashed 1', 'kill 1', 'put-back abcd after 1']);
  });

  test('ends with any word', () => {
    const world = busyWorld();
    world.pass(29_000);
    world.apply({ type: 'alive', generation: 1, rssMb: 150 });
    expect(brief(world.pass(9_999))).toEqual([]);
    expect(brief(world.pass(1))).toEqual(['report silent 1']);
  });

  test('during the start has a limit of its own', () => {
    const world = new SlotWorld();
    world.apply({ type: 'wanted' });
    expect(brief(world.pass(29_999))).toEqual([]);
    expect(brief(world.pass(1))).toEqual(['report crashed 1', 'kill 1']);
  });

  test('of a sleeping machine does not count', () => {
    const world = busyWorld();
    world.apply({ type: 'suspended' });
    expect(brief(world.pass(3_600_000))).toEqual([]);
    world.apply({ type: 'resumed' });
    expect(brief(world.pass(9_999))).toEqual([]);
    expect(world.phase).toBe('busy');
  });

  test('of a sleep that nobody announced does not count: the tick itself came late', () => {
    const world = busyWorld();
    world.now += 3_600_000;
    expect(brief(world.apply({ type: 'tick' }))).toEqual([]);
    expect(brief(world.pass(9_999))).toEqual([]);
    expect(brief(world.answer(batch))).toEqual(['complete 1']);
  });

  test('does not follow from a clock that was set back', () => {
    const world = busyWorld();
    world.now -= 3_600_000;
    world.apply({ type: 'alive', generation: 1, rssMb: 150 });
    expect(brief(world.pass(9_999))).toEqual([]);
    expect(brief(world.pass(1))).toEqual(['report silent 1']);
  });
});

describe('a stop', () => {
  test('lets the batch in flight finish, then asks the process to exit', () => {
    const world = busyWorld();
    expect(brief(world.apply({ type: 'stop', graceMs: 2_000 }))).toEqual([]);
    expect(brief(world.answer(batch))).toEqual(['complete 1', 'ask-exit 1']);
    world.exit(1, 0, null);
    expect(world.phase).toBe('stopped');
  });

  test('does not wait longer than its grace', () => {
    const world = busyWorld();
    world.apply({ type: 'stop', graceMs: 2_000 });
    expect(brief(world.pass(2_000))).toEqual(['put-back abcd after 0', 'report killed 1', 'kill 1']);
    world.exit(1);
    expect(world.phase).toBe('stopped');
  });

  test.each<[string, (world: SlotWorld) => void]>([
    ['starting', (world) => world.apply({ type: 'wanted' })],
    ['ready', (world) => world.startReady()],
    [
      'backing off',
      (world) => {
        world.apply({ type: 'wanted' });
        world.exit(1, 1, null);
      },
    ],
    [
      'warming up a replacement',
      (world) => {
        world.startReady();
        world.assign(batch);
        world.answer(batch, 350);
      },
    ],
  ])('ends a slot that is %s', (_, play) => {
    const world = new SlotWorld();
    play(world);
    world.apply({ type: 'stop', graceMs: 1_000 });
    for (const { generation } of world.slot.ending) world.exit(generation, 0, null);
    expect(world.phase).toBe('stopped');
    expect(world.slot.ending).toEqual([]);
  });
});

describe('a process that can not work at all', () => {
  test('is not started again', () => {
    const world = new SlotWorld();
    world.apply({ type: 'wanted' });
    world.apply({
      type: 'unusable',
      generation: 1,
      failure: { code: 'model-damaged', message: 'The model is damaged.' },
    });
    expect(world.slot.phase).toEqual({
      name: 'failed',
      failure: { code: 'model-damaged', message: 'The model is damaged.' },
    });
    world.exit(1, 0, null);
    expect(brief(world.pass(600_000))).toEqual([]);
  });

  test('is one whose vectors have another length than the index', () => {
    const world = new SlotWorld();
    world.apply({ type: 'wanted' });
    world.apply({ type: 'ready', generation: 1, dimensions: 768, rssMb: 150 });
    expect(world.slot.phase).toMatchObject({ name: 'failed', failure: { code: 'model-damaged' } });
  });
});
