/**
 * Lets whatever happen to a slot, and checks after each step that no text is lost or counted twice, and that one process
 * at most is on duty.
 */
import { expect } from 'vitest';
import type { Job, QueuedJob } from '../../electron/main/embedding/job.ts';
import {
  processOf,
  takesDocuments,
  takesQueries,
  type SlotEffect,
} from '../../electron/main/embedding/slot-state.ts';
import { job, SlotWorld, soundVectors } from './slot-world.ts';

/** What can happen. Which process or batch is meant is picked of all that there ever were. */
export type Action =
  | { readonly do: 'want' | 'retry' | 'suspend' | 'resume' }
  | { readonly do: 'stop'; readonly graceMs: number }
  | { readonly do: 'assign'; readonly texts: number; readonly query: boolean }
  | { readonly do: 'pass' | 'jump'; readonly milliseconds: number }
  | { readonly do: 'set-ceiling'; readonly ceilingMb: number }
  | { readonly do: 'ready' | 'alive' | 'measure'; readonly pick: number; readonly rssMb: number }
  | { readonly do: 'answer'; readonly pick: number; readonly batch: number; readonly rssMb: number }
  | { readonly do: 'answer-badly'; readonly pick: number; readonly batch: number }
  | { readonly do: 'give-up'; readonly pick: number; readonly batch: number; readonly text: number }
  | { readonly do: 'garbage' | 'exit' | 'unusable'; readonly pick: number };

/** The world, with the books that the supervisor knows nothing of. */
export class Auditor {
  readonly world: SlotWorld;
  /** Processes that run. */
  readonly alive = new Set<number>();
  /** Jobs that were sent and have had no outcome, by number. */
  readonly open = new Map<number, { readonly job: Job; readonly generation: number }>();
  readonly sent: Job[] = [];
  private readonly kills = new Map<number, number>();
  private nextJob = 1;

  constructor(warmReplacement: boolean) {
    this.world = new SlotWorld({ warmReplacement });
  }

  /** Lets something happen. */
  act(action: Action): void {
    const { world } = this;
    switch (action.do) {
      case 'want':
        return this.check(world.apply({ type: 'wanted' }));
      case 'retry':
        return this.check(world.apply({ type: 'retry' }));
      case 'suspend':
        return this.check(world.apply({ type: 'suspended' }));
      case 'resume':
        return this.check(world.apply({ type: 'resumed' }));
      case 'stop':
        return this.check(world.apply({ type: 'stop', graceMs: action.graceMs }));
      case 'assign':
        return this.assign(action.texts, action.query);
      case 'pass':
        return this.pass(action.milliseconds);
      case 'jump':
        world.now += action.milliseconds;
        return this.check(world.apply({ type: 'tick' }));
      case 'set-ceiling':
        world.setCeiling(action.ceilingMb);
        return this.check(world.apply({ type: 'tick' }));
      case 'exit': {
        const generation = this.draw([...this.alive], action.pick);
        this.alive.delete(generation);
        return this.check(world.exit(generation));
      }
      default:
        return this.say(action);
    }
  }

  /** Lets time pass, with a tick whenever the slot has asked for one. */
  pass(milliseconds: number): void {
    const { world } = this;
    const end = world.now + milliseconds;
    while (world.slot.wakeAt !== null && world.slot.wakeAt <= end) {
      world.now = Math.max(world.now, world.slot.wakeAt);
      this.check(world.apply({ type: 'tick' }));
    }
    world.now = end;
  }

  /** Every process does what it should, for as long as it takes until a batch is done. */
  behaveUntilDone(): void {
    const { world } = this;
    this.check(world.apply({ type: 'resumed' }));
    this.check(world.apply({ type: 'retry' }));
    const last = this.nextJob;
    for (let round = 0; round < 400; round += 1) {
      for (const generation of [...this.alive]) this.behave(generation);
      if (world.phase === 'failed') this.check(world.apply({ type: 'retry' }));
      this.check(world.apply({ type: 'wanted' }));
      if (takesDocuments(world.slot)) this.assign(2, false);
      if (this.sent.some(({ id }) => id >= last && !this.open.has(id))) return;
      this.pass(500);
    }
    throw new Error(`stuck in ${JSON.stringify(world.slot)}`);
  }

  private behave(generation: number): void {
    const { world } = this;
    if (world.slot.ending.some((process) => process.generation === generation)) {
      this.alive.delete(generation);
      this.check(world.exit(generation, 0, null));
      return;
    }
    const process = [processOf(world.slot), world.slot.replacement].find(
      (live) => live?.generation === generation,
    );
    if (!process) return;
    if (process.readyAt === null) this.check(world.ready(generation, 150));
    this.check(world.apply({ type: 'measured', generation, rssMb: 150 }));
    this.check(world.apply({ type: 'alive', generation, rssMb: 150 }));
    for (const { job: sent, generation: to } of [...this.open.values()]) {
      if (to === generation) this.check(world.answer(sent, 150, generation));
    }
  }

  private assign(texts: number, query: boolean): void {
    const { world } = this;
    if (!(query ? takesQueries(world.slot) : takesDocuments(world.slot))) return;
    const id = this.nextJob;
    this.nextJob += 1;
    const kind = query ? 'query' : 'document';
    const names = Array.from({ length: query ? 1 : texts }, (_, index) => `${id}.${index}`);
    this.check(world.assign(job(id, names, { kind })));
  }

  private say(action: Extract<Action, { readonly pick: number }>): void {
    const { world } = this;
    // All that there ever were: also the dead may have left words behind, and none of them may count.
    const everyone = Array.from(
      { length: world.slot.generation },
      (_, index) => world.slot.generation - index,
    );
    const generation = this.draw(everyone, action.pick);
    switch (action.do) {
      case 'ready':
        return this.check(world.ready(generation, action.rssMb));
      case 'alive':
        return this.check(world.apply({ type: 'alive', generation, rssMb: action.rssMb }));
      case 'measure':
        return this.check(world.apply({ type: 'measured', generation, rssMb: action.rssMb }));
      case 'garbage':
        return this.check(world.apply({ type: 'garbage', generation, detail: 'nonsense' }));
      case 'unusable':
        return this.check(
          world.apply({ type: 'unusable', generation, failure: { code: 'model-damaged', message: '' } }),
        );
      case 'answer':
        return this.check(world.answer(this.drawJob(action.batch), action.rssMb, generation));
      case 'answer-badly': {
        const { id } = this.drawJob(action.batch);
        const vectors = soundVectors(20);
        return this.check(
          world.apply({ type: 'embedded', generation, batch: id, vectors, tokens: 1, rssMb: 150 }),
        );
      }
      case 'give-up': {
        const { id } = this.drawJob(action.batch);
        return this.check(
          world.apply({ type: 'failed', generation, batch: id, text: action.text, message: '' }),
        );
      }
      case 'exit':
        return;
    }
  }

  private draw(from: readonly number[], index: number): number {
    return from[index % Math.max(1, from.length)] ?? -1;
  }

  private drawJob(index: number): Job {
    const latest = [...this.sent].reverse();
    return latest[index % Math.max(1, latest.length)] ?? job(0, ['none']);
  }

  /** Keeps the books by the effects, and compares them with the state. */
  private check(effects: readonly SlotEffect[]): void {
    const { world } = this;
    for (const effect of effects) this.book(effect);
    const onDuty = processOf(world.slot);
    for (const { generation } of this.open.values()) {
      expect(generation, 'work is in flight only on the process on duty').toBe(onDuty?.generation);
    }
    expect([...this.open.keys()].sort(), 'what is in flight is known').toEqual(world.inFlight.sort());
    const known = [onDuty, world.slot.replacement, ...world.slot.ending].flatMap((process) =>
      process ? [process.generation] : [],
    );
    expect(new Set(known).size, 'no process is counted twice').toBe(known.length);
    for (const generation of this.alive) {
      const givenUp = (this.kills.get(generation) ?? 0) >= 5;
      expect(known.includes(generation) || givenUp, 'no process is forgotten while it lives').toBe(true);
    }
    if (!world.settings.warmReplacement) expect(world.slot.replacement).toBeNull();
  }

  private book(effect: SlotEffect): void {
    const { world } = this;
    switch (effect.type) {
      case 'start':
        if (!world.settings.warmReplacement)
          expect(this.open.size, 'nothing is in flight at a start').toBe(0);
        this.alive.add(effect.generation);
        return;
      case 'send':
        expect(this.alive.has(effect.generation), 'work goes to a live process').toBe(true);
        this.open.set(effect.job.id, effect);
        this.sent.push(effect.job);
        return;
      case 'kill':
        this.kills.set(effect.generation, (this.kills.get(effect.generation) ?? 0) + 1);
        return;
      case 'complete':
        return this.close(effect.job, effect.job.texts);
      case 'quarantine':
        return this.close(effect.job, effect.job.texts);
      case 'put-back':
        return this.bookPutBack(effect.jobs);
      default:
        return;
    }
  }

  /** What is put back are exactly the texts that were in flight, each once. */
  private bookPutBack(jobs: readonly QueuedJob[]): void {
    for (const { job: sent } of [...this.open.values()]) {
      const parts = jobs.filter(({ texts }) => texts[0]?.startsWith(`${sent.id}.`));
      if (parts.length > 0)
        this.close(
          sent,
          parts.flatMap(({ texts }) => texts),
        );
    }
  }

  private close({ id }: Job, texts: readonly string[]): void {
    const entry = this.open.get(id);
    expect(entry, `job ${id} has one outcome only`).toBeDefined();
    expect([...texts], 'every text of a job has the outcome').toEqual(entry?.job.texts);
    this.open.delete(id);
  }
}
