/**
 * The words of the supervisor: the states of a slot, what can happen to it, and what it wants done.
 * Times in ms, memory in MB. supervisor.ts says what leads to what.
 */
import type { ChildExit } from '../../shared/child-process.ts';
import type { CrashHistory, CrashSettings } from './crash-history.ts';
import type { Job, QueuedJob } from './job.ts';
import type { EmbedderEventKind, ProviderFailure } from './provider.ts';

/** Numbers that the machine goes by. */
export interface SupervisorSettings extends CrashSettings {
  /** At or over it after a batch, the process is replaced. */
  readonly softCeilingMb: number;
  /** Over it at any time, the process is killed. */
  readonly hardCeilingMb: number;
  /** Start the replacement at the soft ceiling before the old process drains: needs the memory of both. */
  readonly warmReplacement: boolean;
  readonly startTimeoutMs: number;
  /** Silence after which a process is reported, and killed. */
  readonly silentAfterMs: number;
  readonly hungAfterMs: number;
  /** Between asking a process to exit and killing it. */
  readonly drainGraceMs: number;
  /** A process without work for this long is stopped. */
  readonly idleAfterMs: number;
}

/** A process that is on duty or gets ready for it. */
export interface LiveProcess {
  readonly generation: number;
  readonly startedAt: number;
  /** Null until it has said that it is ready. */
  readonly readyAt: number | null;
  readonly heardAt: number;
  readonly silenceReported: boolean;
  /** Memory measured from outside; null until it has been. */
  readonly measuredMb: number | null;
  /** Memory by its own account. */
  readonly reportedMb: number;
  /** Memory when it became ready. */
  readonly freshMb: number;
  /** Batches and queries answered. */
  readonly jobsDone: number;
}

/** A process that was asked to exit or killed, and has not gone yet. */
export interface EndingProcess {
  readonly generation: number;
  /** When it is killed, or killed again. */
  readonly killAt: number;
  readonly kills: number;
  readonly rssMb: number;
}

/** Jobs in flight. At most one of documents; queries go beside it. */
export interface Work {
  readonly document: Job | null;
  readonly queries: readonly Job[];
}

/** Where a slot stands. */
export type SlotPhase =
  | { readonly name: 'stopped' }
  | { readonly name: 'starting'; readonly process: LiveProcess }
  | { readonly name: 'ready'; readonly process: LiveProcess; readonly idleSince: number }
  | { readonly name: 'busy'; readonly process: LiveProcess; readonly work: Work }
  /**
   * The process finishes its work and gets no more. `handover`: the replacement is ready. `killAt`: when its work
   * is given up, for a stop.
   */
  | {
      readonly name: 'draining';
      readonly process: LiveProcess;
      readonly work: Work;
      readonly then: 'restart' | 'handover' | 'stop';
      readonly killAt: number | null;
    }
  /** Nobody is on duty: the slot waits until the processes that end have gone. */
  | { readonly name: 'draining'; readonly process: null; readonly then: 'restart' | 'stop' }
  | { readonly name: 'backing-off'; readonly until: number }
  | { readonly name: 'failed'; readonly failure: ProviderFailure };

/** A slot: where it stands, and what it remembers. At most one of its processes is on duty. */
export interface Slot {
  readonly phase: SlotPhase;
  /** Warms up to take over from the process on duty. */
  readonly replacement: LiveProcess | null;
  /** No further replacement is started before this time. */
  readonly replacementNotBefore: number;
  readonly ending: readonly EndingProcess[];
  /** The last generation that was started. */
  readonly generation: number;
  readonly crashes: CrashHistory;
  /** Deaths in a row that were put down to a suspect text and not to the process. */
  readonly explainedDeaths: number;
  /** Processes in a row that met a ceiling without a job done. */
  readonly fruitlessRecycles: number;
  /** Texts in a row that went into quarantine without one embedded between. */
  readonly quarantinedInARow: number;
  readonly restarts: number;
  /** Memory of the last process that left its duty. */
  readonly beforeMb: number | null;
  /** The machine sleeps. */
  readonly suspended: boolean;
  /** When the last event came, and when the next tick was asked for. */
  readonly seenAt: number;
  readonly wakeAt: number | null;
}

/** What can happen to a slot. Words of a process carry its generation; those of one that has ended are ignored. */
export type SlotEvent =
  /** There is work that no slot can take. */
  | { readonly type: 'wanted' }
  | { readonly type: 'assigned'; readonly job: Job }
  /** `rssMb`: measured from outside where that is possible. */
  | {
      readonly type: 'ready';
      readonly generation: number;
      readonly dimensions: number;
      readonly rssMb: number;
    }
  | {
      readonly type: 'embedded';
      readonly generation: number;
      readonly batch: number;
      readonly vectors: Float32Array;
      readonly tokens: number;
      readonly rssMb: number;
    }
  | {
      readonly type: 'failed';
      readonly generation: number;
      readonly batch: number;
      readonly text: number | null;
      readonly message: string;
    }
  | { readonly type: 'unusable'; readonly generation: number; readonly failure: ProviderFailure }
  | { readonly type: 'alive'; readonly generation: number; readonly rssMb: number }
  /** It said something that is no message of the protocol. */
  | { readonly type: 'garbage'; readonly generation: number; readonly detail: string }
  | { readonly type: 'measured'; readonly generation: number; readonly rssMb: number }
  | { readonly type: 'exited'; readonly generation: number; readonly exit: ChildExit }
  /** Time has passed. Comes at the time asked for by `wake-at`, and may come at any other. */
  | { readonly type: 'tick' }
  | { readonly type: 'suspended' }
  | { readonly type: 'resumed' }
  | { readonly type: 'retry' }
  | { readonly type: 'stop'; readonly graceMs: number };

/** What is to be done, in order. */
export type SlotEffect =
  | { readonly type: 'start'; readonly generation: number }
  | { readonly type: 'send'; readonly generation: number; readonly job: Job }
  | { readonly type: 'ask-exit'; readonly generation: number }
  | { readonly type: 'kill'; readonly generation: number }
  /** The answer counts: hand it out. */
  | { readonly type: 'complete'; readonly job: Job; readonly vectors: Float32Array; readonly tokens: number }
  /** To the head of the queue, in this order. */
  | { readonly type: 'put-back'; readonly jobs: readonly QueuedJob[] }
  | { readonly type: 'quarantine'; readonly job: Job; readonly reason: string }
  /** A batch was too big for the memory ceiling: hand out no more texts at once than this. */
  | { readonly type: 'limit-batches'; readonly texts: number }
  | SlotReport
  /** Send a `tick` at this time; replaces the last one asked for. Null: none is needed. */
  | { readonly type: 'wake-at'; readonly time: number | null };

/** Something worth telling. */
export interface SlotReport {
  readonly type: 'report';
  readonly kind: EmbedderEventKind;
  readonly generation: number;
  readonly reason: string;
  readonly rssMb: number;
  readonly beforeMb: number | null;
  readonly afterMb: number | null;
  readonly batch: number | null;
}

/** What a transition may look at besides the state. `random` gives numbers in [0, 1). */
export interface SlotContext {
  readonly now: number;
  readonly random: () => number;
  readonly dimensions: number;
  readonly settings: SupervisorSettings;
}

/** A slot that has not been started. */
export const initialSlot: Slot = {
  phase: { name: 'stopped' },
  replacement: null,
  replacementNotBefore: Number.NEGATIVE_INFINITY,
  ending: [],
  generation: 0,
  crashes: { at: [], streak: 0 },
  explainedDeaths: 0,
  fruitlessRecycles: 0,
  quarantinedInARow: 0,
  restarts: 0,
  beforeMb: null,
  suspended: false,
  seenAt: Number.NEGATIVE_INFINITY,
  wakeAt: null,
};

/** Nothing in flight. */
export const noWork: Work = { document: null, queries: [] };

/** The process on duty or starting for it, if there is one. */
export function processOf(slot: Slot): LiveProcess | null {
  return 'process' in slot.phase ? slot.phase.process : null;
}

/** What is in flight. */
export function workOf(slot: Slot): Work {
  return 'work' in slot.phase ? slot.phase.work : noWork;
}

/** The best that is known of a process's memory. */
export function memoryOf(process: LiveProcess): number {
  return process.measuredMb ?? process.reportedMb;
}

/** Whether the slot has a process on duty that takes a batch of documents now. */
export function takesDocuments(slot: Slot): boolean {
  return slot.phase.name === 'ready' || (slot.phase.name === 'busy' && slot.phase.work.document === null);
}

/** Whether the slot has a process on duty that takes a query now. */
export function takesQueries(slot: Slot): boolean {
  return slot.phase.name === 'ready' || slot.phase.name === 'busy';
}

/** Whether the slot will take work without being asked to, sooner or later. */
export function isComing(slot: Slot): boolean {
  const { phase } = slot;
  return (
    phase.name === 'starting' ||
    phase.name === 'backing-off' ||
    (phase.name === 'draining' && phase.then !== 'stop')
  );
}

/** Whether a process of the slot is, or may be, alive. */
export function hasProcesses(slot: Slot): boolean {
  return processOf(slot) !== null || slot.replacement !== null || slot.ending.length > 0;
}
