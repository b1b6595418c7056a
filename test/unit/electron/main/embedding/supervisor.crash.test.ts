/**
 * What counts as a crash, and what follows from it.
 */
import { describe, expect, test } from 'vitest';
import type { SlotEvent } from '../../../../../electron/main/embedding/slot-state.ts';
import { batch, brief, busyWorld, reasons, SlotWorld, soundVectors } from '../../../../doubles/slot-world.ts';

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
