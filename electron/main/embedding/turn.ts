/**
 * One transition of a slot while it is being worked out: the state so far, and what is to be done. It lives within
 * one call of `step`, which stays a pure function.
 */
import type { EmbedderEventKind } from './provider.ts';
import {
  memoryOf,
  processOf,
  type LiveProcess,
  type Slot,
  type SlotContext,
  type SlotEffect,
  type SlotPhase,
  type SlotReport,
} from './slot-state.ts';

/** A transition in the making. */
export class Turn {
  readonly context: SlotContext;
  readonly effects: SlotEffect[] = [];
  private current: Slot;

  constructor(slot: Slot, context: SlotContext) {
    this.current = slot;
    this.context = context;
  }

  get slot(): Slot {
    return this.current;
  }

  get now(): number {
    return this.context.now;
  }

  /** Changes parts of the state. */
  patch(change: Partial<Slot>): void {
    this.current = { ...this.current, ...change };
  }

  moveTo(phase: SlotPhase): void {
    this.patch({ phase });
  }

  do(effect: SlotEffect): void {
    this.effects.push(effect);
  }

  /** The process on duty, starting for it or warming up that has this generation. */
  find(generation: number): LiveProcess | null {
    const { replacement } = this.slot;
    const onDuty = processOf(this.slot);
    if (onDuty?.generation === generation) return onDuty;
    return replacement?.generation === generation ? replacement : null;
  }

  /** Replaces what is known of a live process. */
  update(process: LiveProcess): void {
    const { phase, replacement } = this.slot;
    if (replacement?.generation === process.generation) this.patch({ replacement: process });
    else if (
      'process' in phase &&
      phase.process !== null &&
      phase.process.generation === process.generation
    ) {
      this.moveTo({ ...phase, process });
    }
  }

  report(
    kind: EmbedderEventKind,
    process: Pick<LiveProcess, 'generation' | 'measuredMb' | 'reportedMb'>,
    reason: string,
    more: Partial<Pick<SlotReport, 'beforeMb' | 'afterMb' | 'batch'>> = {},
  ): void {
    const { generation } = process;
    const rssMb = process.measuredMb ?? process.reportedMb;
    this.do({
      type: 'report',
      kind,
      generation,
      reason,
      rssMb,
      beforeMb: null,
      afterMb: null,
      batch: null,
      ...more,
    });
  }

  /** Starts a process of the next generation. */
  start(): LiveProcess {
    const generation = this.slot.generation + 1;
    this.patch({ generation });
    this.do({ type: 'start', generation });
    return {
      generation,
      startedAt: this.now,
      readyAt: null,
      heardAt: this.now,
      silenceReported: false,
      measuredMb: null,
      reportedMb: 0,
      freshMb: 0,
      jobsDone: 0,
    };
  }

  /** Puts the next process on duty: the one that warms up, or else a new one as soon as the old ones have gone. */
  succeed(): void {
    const { replacement, ending } = this.slot;
    if (replacement) {
      this.patch({ replacement: null });
      if (replacement.readyAt === null) this.moveTo({ name: 'starting', process: replacement });
      else this.moveTo({ name: 'ready', process: replacement, idleSince: this.now });
    } else if (ending.length > 0) this.moveTo({ name: 'draining', process: null, then: 'restart' });
    else this.moveTo({ name: 'starting', process: this.start() });
  }

  /** Goes to `stopped` as soon as the old processes have gone. */
  rest(): void {
    if (this.slot.ending.length > 0) this.moveTo({ name: 'draining', process: null, then: 'stop' });
    else this.moveTo({ name: 'stopped' });
  }

  /** Asks a process without work to exit, as planned; it is killed if it does not. */
  retire(process: LiveProcess, graceMs: number = this.context.settings.drainGraceMs): void {
    this.end(process, this.now + graceMs, 0);
    this.do({ type: 'ask-exit', generation: process.generation });
  }

  /** Ends a process at once. */
  destroy(process: LiveProcess): void {
    this.end(process, this.now + this.context.settings.drainGraceMs, 1);
    this.do({ type: 'kill', generation: process.generation });
  }

  private end(process: LiveProcess, killAt: number, kills: number): void {
    const rssMb = memoryOf(process);
    this.patch({
      ending: [...this.slot.ending, { generation: process.generation, killAt, kills, rssMb }],
      beforeMb: rssMb,
    });
  }
}
