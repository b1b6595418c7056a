/**
 * A small world around one slot of the supervisor: keeps its books, so that a test can say what must never happen.
 */
import { initialSlot, processOf, workOf } from '../../electron/main/embedding/slot-state.ts';
import type {
  Slot,
  SlotEffect,
  SlotEvent,
  SupervisorSettings,
} from '../../electron/main/embedding/slot-state.ts';
import { step, supervisorSettings } from '../../electron/main/embedding/supervisor.ts';
import type { Job, QueuedJob } from '../../electron/main/embedding/job.ts';

/** Floats a vector in these tests. */
export const DIMENSIONS = 2;

/** Sound vectors for so many texts. */
export function soundVectors(rows: number): Float32Array {
  return Float32Array.from({ length: rows * DIMENSIONS }, (_, index) => (index % DIMENSIONS === 0 ? 1 : 0));
}

/** A batch of documents, or a query. */
export function job(id: number, texts: readonly string[], more: Partial<Job> = {}): Job {
  return { id, request: 1, offset: 0, kind: 'document', texts, deaths: 0, ...more };
}

/** The batch that the process of a `busyWorld` works on. */
export const batch = job(1, ['a', 'b', 'c', 'd']);

/** One slot, a clock, and what it wanted done. */
export class SlotWorld {
  settings: SupervisorSettings;
  slot: Slot = initialSlot;
  now = 1_000_000;
  /** All effects so far. */
  readonly effects: SlotEffect[] = [];

  constructor(changes: Partial<SupervisorSettings> = {}, ceilingMb = 400) {
    this.settings = supervisorSettings(ceilingMb, changes);
  }

  /** Another ceiling holds from now on, as the user sets it. */
  setCeiling(ceilingMb: number): void {
    const { softCeilingMb, hardCeilingMb } = supervisorSettings(ceilingMb);
    this.settings = { ...this.settings, softCeilingMb, hardCeilingMb };
  }

  /** Lets something happen; returns what it leads to. */
  apply(event: SlotEvent): readonly SlotEffect[] {
    const { now, settings } = this;
    const { slot, effects } = step(this.slot, event, {
      now,
      settings,
      random: () => 0,
      dimensions: DIMENSIONS,
    });
    this.slot = slot;
    this.effects.push(...effects);
    return effects;
  }

  /** Lets time pass, with a tick whenever the slot has asked for one. */
  pass(milliseconds: number): readonly SlotEffect[] {
    const from = this.effects.length;
    const end = this.now + milliseconds;
    while (this.slot.wakeAt !== null && this.slot.wakeAt <= end) {
      this.now = Math.max(this.now, this.slot.wakeAt);
      this.apply({ type: 'tick' });
    }
    this.now = end;
    return this.effects.slice(from);
  }

  /** The generation on duty, or starting for it. */
  get generation(): number {
    return processOf(this.slot)?.generation ?? -1;
  }

  get phase(): string {
    return this.slot.phase.name;
  }

  /** Starts a process and lets it get ready. */
  startReady(rssMb = 150): void {
    this.apply({ type: 'wanted' });
    this.ready(this.generation, rssMb);
  }

  ready(generation: number, rssMb = 150): readonly SlotEffect[] {
    return this.apply({ type: 'ready', generation, dimensions: DIMENSIONS, rssMb });
  }

  assign(next: Job): readonly SlotEffect[] {
    return this.apply({ type: 'assigned', job: next });
  }

  /** The process on duty answers a job properly. */
  answer(done: Job, rssMb = 150, generation = this.generation): readonly SlotEffect[] {
    const { length } = done.texts;
    const vectors = soundVectors(length);
    return this.apply({ type: 'embedded', generation, batch: done.id, vectors, tokens: length, rssMb });
  }

  exit(
    generation: number,
    code: number | null = null,
    signal: string | null = 'SIGKILL',
  ): readonly SlotEffect[] {
    return this.apply({ type: 'exited', generation, exit: { code, signal } });
  }

  /** Numbers of the jobs in flight. */
  get inFlight(): number[] {
    const { document, queries } = workOf(this.slot);
    return [...queries, ...(document ? [document] : [])].map(({ id }) => id);
  }
}

/** A slot whose process works on `batch`. */
export function busyWorld(changes: Partial<SupervisorSettings> = {}): SlotWorld {
  const world = new SlotWorld(changes);
  world.startReady();
  world.assign(batch);
  return world;
}

/** Effects without those that only ask for a tick, in short: their type, and what tells them apart. */
export function brief(effects: readonly SlotEffect[]): string[] {
  return effects.flatMap((effect) => {
    switch (effect.type) {
      case 'wake-at':
        return [];
      case 'put-back':
        return effect.jobs.map(({ texts, deaths }) => `put-back ${texts.join('')} after ${deaths}`);
      case 'quarantine':
        return [`quarantine ${effect.job.texts.join('')}`];
      case 'limit-batches':
        return [`limit-batches ${effect.texts}`];
      case 'complete':
        return [`complete ${effect.job.id}`];
      case 'send':
        return [`send ${effect.job.id} to ${effect.generation}`];
      case 'report':
        return [`report ${effect.kind} ${effect.generation}`];
      default:
        return [`${effect.type} ${effect.generation}`];
    }
  });
}

/** Jobs that were put back. */
export function putBack(effects: readonly SlotEffect[]): QueuedJob[] {
  return effects.flatMap((effect) => (effect.type === 'put-back' ? effect.jobs : []));
}

/** The reasons of all reports of one kind so far. */
export function reasons(world: SlotWorld, kind: string): string[] {
  return world.effects.flatMap((effect) =>
    effect.type === 'report' && effect.kind === kind ? [effect.reason] : [],
  );
}
