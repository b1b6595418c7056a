/**
 * Runs one slot: feeds the state machine with what really happens and carries out what it wants done to processes.
 * What concerns the queue is passed on to the pool.
 */
import type { ChildExit, ChildPriority, ChildProcess, ChildStarter } from '../../shared/child-process.ts';
import { embedderReplySchema, type EmbedderRequest } from '../../shared/embedder-protocol.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { EmbedderProcessState, EmbedderStatus, ProviderFailure } from './provider.ts';
import {
  initialSlot,
  memoryOf,
  processOf,
  type Slot,
  type SlotContext,
  type SlotEffect,
  type SlotEvent,
  type SupervisorSettings,
} from './slot-state.ts';
import { step } from './supervisor.ts';

/** Calls back after some ms; the returned function calls that off. */
export type Schedule = (callback: () => void, delayMs: number) => () => void;

/** Effects that a runner leaves to the pool. */
export type QueueEffect = Extract<
  SlotEffect,
  { type: 'complete' | 'put-back' | 'quarantine' | 'limit-batches' | 'report' }
>;

/** What a runner works with. */
export interface SlotRunnerOptions {
  readonly starter: ChildStarter;
  /** Arguments of the entry file for a generation. */
  readonly argumentsFor: (generation: number) => readonly string[];
  readonly dimensions: number;
  readonly settings: SupervisorSettings;
  readonly priority: ChildPriority;
  readonly now: () => number;
  readonly random: () => number;
  readonly schedule: Schedule;
  /** Measures one process from outside, in MB; null where that is not possible. */
  readonly measure: (pid: number) => Promise<number | null>;
  readonly onEffect: (effect: QueueEffect, pid: number | null) => void;
  /** Called after every change: work may be handed out, or somebody told. */
  readonly onChange: () => void;
}

/** One slot and its processes. */
export class SlotRunner {
  private readonly options: SlotRunnerOptions;
  private readonly children = new Map<number, ChildProcess>();
  private current: Slot = initialSlot;
  private cancelTick: (() => void) | undefined;
  private peakMb = 0;
  private settings: SupervisorSettings;
  private priority: ChildPriority;

  constructor(options: SlotRunnerOptions) {
    this.options = options;
    this.settings = options.settings;
    this.priority = options.priority;
  }

  get slot(): Slot {
    return this.current;
  }

  /** Lets something happen to the slot. */
  apply(event: SlotEvent): void {
    const { now, random, dimensions } = this.options;
    const context: SlotContext = { now: now(), random, dimensions, settings: this.settings };
    const { slot, effects } = step(this.current, event, context);
    this.current = slot;
    const process = processOf(slot);
    if (process) this.peakMb = Math.max(this.peakMb, memoryOf(process));
    // What is measured may be the end of a process: then the state knows of it no more.
    if (event.type === 'measured') this.peakMb = Math.max(this.peakMb, event.rssMb);
    for (const effect of effects) this.carryOut(effect);
    this.options.onChange();
  }

  /** Other ceilings and times hold from now on. */
  configure(settings: SupervisorSettings): void {
    this.settings = settings;
    // The times that it has asked to be woken at may be others now.
    this.apply({ type: 'tick' });
  }

  /** Changes the priority of its processes; false if the system does not allow that for one that lives. */
  setPriority(priority: ChildPriority): boolean {
    this.priority = priority;
    const changed = [...this.children.values()].map((child) => child.setPriority?.(priority) ?? true);
    return changed.every(Boolean);
  }

  /** Pids of the live processes, by generation. */
  pids(): ReadonlyMap<number, number> {
    const pids = new Map<number, number>();
    for (const [generation, { pid }] of this.children) if (pid !== undefined) pids.set(generation, pid);
    return pids;
  }

  /** The live processes, as the status shows them. */
  status(slot: number): {
    readonly restarts: number;
    readonly peakMb: number;
    readonly processes: EmbedderStatus[];
  } {
    const { restarts } = this.current;
    const { peakMb } = this;
    const processes = [...this.pids()].flatMap(([generation, pid]): EmbedderStatus[] => {
      const seen = this.seen(generation);
      return seen ? [{ role: 'embedder', slot, generation, pid, peakMb, restarts, ...seen }] : [];
    });
    return { restarts, peakMb, processes };
  }

  private seen(
    generation: number,
  ): { readonly state: EmbedderProcessState; readonly rssMb: number } | undefined {
    const { phase, replacement, ending } = this.current;
    if (replacement?.generation === generation) return { state: 'warming', rssMb: memoryOf(replacement) };
    const gone = ending.find((process) => process.generation === generation);
    if (gone) return { state: 'ending', rssMb: gone.rssMb };
    if (!('process' in phase) || phase.process?.generation !== generation) return undefined;
    return { state: phase.name, rssMb: memoryOf(phase.process) };
  }

  private carryOut(effect: SlotEffect): void {
    switch (effect.type) {
      case 'start':
        return this.start(effect.generation);
      case 'send': {
        const { id, kind, texts } = effect.job;
        return this.post({ type: 'embed', generation: effect.generation, batch: id, kind, texts });
      }
      case 'ask-exit':
        return this.post({ type: 'exit', generation: effect.generation });
      case 'kill':
        return this.children.get(effect.generation)?.kill();
      case 'wake-at':
        return this.wakeAt(effect.time);
      case 'report':
        return this.options.onEffect(effect, this.children.get(effect.generation)?.pid ?? null);
      default:
        return this.options.onEffect(effect, null);
    }
  }

  private start(generation: number): void {
    const child = this.options.starter.start('embedder', this.options.argumentsFor(generation), {
      message: (message) => this.receive(generation, message),
      exited: (exit) => this.exited(generation, exit),
    });
    this.children.set(generation, child);
    child.setPriority?.(this.priority);
  }

  private post(request: EmbedderRequest): void {
    this.children.get(request.generation)?.post(request);
  }

  private exited(generation: number, exit: ChildExit): void {
    this.apply({ type: 'exited', generation, exit });
    this.children.delete(generation);
    this.options.onChange();
  }

  private receive(generation: number, message: unknown): void {
    const parsed = embedderReplySchema.safeParse(message);
    if (!parsed.success) {
      const detail = parsed.error.issues[0]?.message ?? 'unknown form';
      this.apply({ type: 'garbage', generation, detail });
      return;
    }
    const reply = parsed.data;
    if (reply.generation !== generation) {
      this.apply({ type: 'garbage', generation, detail: `it speaks as generation ${reply.generation}` });
    } else if (reply.type === 'unusable') {
      this.apply({ type: 'unusable', generation, failure: failureOf(reply) });
    } else if (reply.type === 'ready') {
      void this.announceReady(generation, reply.dimensions, reply.rssMb);
    } else {
      this.apply(reply);
    }
  }

  /** A fresh process is measured before it is believed: its first size decides whether the ceiling is too low. */
  private async announceReady(generation: number, dimensions: number, reportedMb: number): Promise<void> {
    const pid = this.children.get(generation)?.pid;
    const measured = pid === undefined ? null : await this.options.measure(pid);
    this.apply({ type: 'ready', generation, dimensions, rssMb: measured ?? reportedMb });
  }

  private wakeAt(time: number | null): void {
    this.cancelTick?.();
    this.cancelTick = undefined;
    if (time === null) return;
    const delayMs = Math.max(0, Math.ceil(time - this.options.now()));
    this.cancelTick = this.options.schedule(() => {
      this.cancelTick = undefined;
      this.apply({ type: 'tick' });
    }, delayMs);
  }
}

const modelErrors: ReadonlySet<string> = new Set<ErrorCode>([
  'model-missing',
  'model-damaged',
  'runtime-unsupported',
]);

function failureOf({ code, message }: { readonly code: string; readonly message: string }): ProviderFailure {
  return { code: isModelError(code) ? code : 'embedder-failed', message };
}

function isModelError(code: string): code is ErrorCode {
  return modelErrors.has(code);
}
