import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  initialSlot,
  step,
  supervisorSettings,
  type Slot,
  type SlotEffect,
  type SlotEvent,
} from '../../../../../electron/main/embedding/supervisor.ts';

const settings = supervisorSettings(400);

/** A slot with a clock of its own. */
class Machine {
  slot: Slot = initialSlot;
  now = 0;

  send(event: SlotEvent, laterMs = 0): readonly SlotEffect[] {
    this.now += laterMs;
    const { slot, effects } = step(this.slot, event, { now: this.now, random: () => 0.5, settings });
    this.slot = slot;
    return effects;
  }

  get state(): string {
    return this.slot.state.name;
  }

  get generation(): number {
    return this.slot.generation;
  }

  /** Brings a new process to the point where it takes batches. */
  makeReady(rssMb = 150): this {
    this.send({ type: 'start' });
    this.send({ type: 'ready', generation: this.generation, rssMb });
    return this;
  }
}

const kinds = (effects: readonly SlotEffect[]): string[] =>
  effects.map((effect) => (effect.type === 'report' ? `report ${effect.kind}` : effect.type));

describe('a slot', () => {
  test('starts a process, gives it a batch, and hands the answer out', () => {
    const machine = new Machine();
    expect(kinds(machine.send({ type: 'start' }))).toEqual(['start']);
    expect(kinds(machine.send({ type: 'ready', generation: 1, rssMb: 150 }))).toEqual(['report ready']);
    expect(kinds(machine.send({ type: 'assign', batch: 7 }))).toEqual(['send']);
    expect(kinds(machine.send({ type: 'answered', generation: 1, batch: 7, rssMb: 160 }))).toEqual([
      'complete',
    ]);
    expect(machine.state).toBe('ready');
  });

  test('recycles at the soft ceiling after the batch, and that is no crash', () => {
    const machine = new Machine().makeReady();
    for (const batch of [1, 2]) {
      machine.send({ type: 'assign', batch });
      machine.send({ type: 'answered', generation: 1, batch, rssMb: 200 });
    }
    machine.send({ type: 'assign', batch: 3 });
    expect(kinds(machine.send({ type: 'answered', generation: 1, batch: 3, rssMb: 345 }))).toEqual([
      'complete',
      'report recycled',
      'ask-exit',
    ]);
    expect(kinds(machine.send({ type: 'exited', generation: 1 }))).toEqual(['start']);
    expect(machine.slot.crashes).toEqual([]);
  });

  test('kills over the hard ceiling in mid-batch and puts the batch back', () => {
    const machine = new Machine().makeReady();
    machine.send({ type: 'assign', batch: 1 });
    expect(kinds(machine.send({ type: 'measured', generation: 1, rssMb: 401 }))).toEqual([
      'put-back',
      'report killed',
      'kill',
    ]);
    expect(machine.send({ type: 'answered', generation: 1, batch: 1, rssMb: 401 })).toEqual([]);
    expect(kinds(machine.send({ type: 'exited', generation: 1 }))).toEqual(['start']);
  });

  test('says what is needed when a fresh process is near the ceiling', () => {
    const machine = new Machine();
    machine.send({ type: 'start' });
    machine.send({ type: 'ready', generation: 1, rssMb: 380 });
    expect(machine.slot.state).toMatchObject({
      name: 'failed',
      failure: { code: 'ceiling-too-low', message: expect.stringMatching(/needs about \d+ MB/) as unknown },
    });
  });

  test('backs off after a crash, longer each time, and gives up after five in ten minutes until somebody retries', () => {
    const machine = new Machine().makeReady();
    const waits: number[] = [];
    for (let crash = 0; crash < 4; crash += 1) {
      machine.send({ type: 'exited', generation: machine.generation }, 100);
      expect(machine.slot.state.name).toBe('backing-off');
      if (machine.slot.state.name === 'backing-off') waits.push(machine.slot.state.until - machine.now);
      machine.send({ type: 'tick' }, 60_000);
      machine.send({ type: 'ready', generation: machine.generation, rssMb: 150 });
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    machine.send({ type: 'exited', generation: machine.generation }, 100);
    expect(machine.state).toBe('failed');
    machine.send({ type: 'retry' });
    expect(machine.state).toBe('starting');
  });

  test('reports a silent process, then kills it', () => {
    const machine = new Machine().makeReady();
    machine.send({ type: 'assign', batch: 1 });
    expect(kinds(machine.send({ type: 'tick' }, settings.silentAfterMs))).toEqual(['report silent']);
    expect(machine.send({ type: 'tick' }, 1)).toEqual([]);
    expect(kinds(machine.send({ type: 'tick' }, settings.hungAfterMs))).toEqual([
      'put-back',
      'report crashed',
      'kill',
    ]);
  });

  test('ignores the words of an earlier generation', () => {
    const machine = new Machine().makeReady();
    machine.send({ type: 'exited', generation: 1 });
    machine.send({ type: 'tick' }, 60_000);
    expect(machine.generation).toBe(2);
    expect(machine.send({ type: 'ready', generation: 1, rssMb: 100 })).toEqual([]);
    expect(machine.state).toBe('starting');
  });
});

describe('whatever happens', () => {
  const event = fc.oneof(
    fc.constantFrom('start', 'assign', 'tick', 'woke', 'stop', 'retry', 'exited'),
    fc.constantFrom(
      'ready',
      'answered',
      'answered-other',
      'misbehaved',
      'alive',
      'measured-high',
      'rss-high',
    ),
  );

  test('one process at a time, no batch lost, none answered twice, and a slot that is left alone gets somewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(40_000), fc.boolean()), { maxLength: 120 }), (events) => {
        const machine = new Machine();
        const alive = new Set<number>();
        const inFlight = new Set<number>();
        const completed = new Set<number>();
        let nextBatch = 1;
        const apply = (effects: readonly SlotEffect[]): void => {
          for (const effect of effects) {
            if (effect.type === 'start') {
              expect(alive.size).toBe(0);
              alive.add(effect.generation);
            } else if (effect.type === 'send') {
              expect(alive.has(effect.generation)).toBe(true);
              inFlight.add(effect.batch);
            } else if (effect.type === 'complete') {
              expect(completed.has(effect.batch)).toBe(false);
              expect(inFlight.delete(effect.batch)).toBe(true);
              completed.add(effect.batch);
            } else if (effect.type === 'put-back') expect(inFlight.delete(effect.batch)).toBe(true);
            // A killed process is gone before the next one starts: the test delivers its exit at once.
            else if (effect.type === 'kill') {
              alive.delete(effect.generation);
              apply(machine.send({ type: 'exited', generation: effect.generation }));
            }
          }
          // Only a busy slot has a batch in flight: every other state has handed it out or put it back.
          expect(inFlight.size).toBe(machine.state === 'busy' ? 1 : 0);
        };
        for (const [name, later, stale] of events) {
          const generation = machine.generation - (stale ? 1 : 0);
          const batch = machine.slot.state.name === 'busy' ? machine.slot.state.batch : 0;
          const send = (happening: SlotEvent): void => apply(machine.send(happening, later));
          if (name === 'assign') send({ type: 'assign', batch: nextBatch++ });
          else if (name === 'exited') {
            alive.delete(generation);
            send({ type: 'exited', generation });
          } else if (name === 'ready') send({ type: 'ready', generation, rssMb: 150 });
          else if (name === 'answered') send({ type: 'answered', generation, batch, rssMb: 160 });
          else if (name === 'answered-other') send({ type: 'answered', generation, batch: -1, rssMb: 160 });
          else if (name === 'rss-high') send({ type: 'answered', generation, batch, rssMb: 360 });
          else if (name === 'misbehaved') send({ type: 'misbehaved', generation, reason: 'garbage' });
          else if (name === 'alive') send({ type: 'alive', generation, rssMb: 150 });
          else if (name === 'measured-high') send({ type: 'measured', generation, rssMb: 500 });
          else send({ type: name });
        }
        // Left alone, with time passing, no state is stuck in mid-way.
        for (let tick = 0; tick < 10; tick += 1) apply(machine.send({ type: 'tick' }, 61_000));
        expect(['stopped', 'starting', 'backing-off', 'failed']).toContain(machine.state);
      }),
      { numRuns: 300 },
    );
  });
});
