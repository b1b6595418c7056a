/**
 * How a slot starts, serves, falls silent and stops.
 */
import { describe, expect, test } from 'vitest';
import { batch, brief, busyWorld, job, putBack, SlotWorld } from '../../../../doubles/slot-world.ts';

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
