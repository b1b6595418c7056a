/**
 * The life of one embedder slot as a pure state machine: events in, a new state and effects out. Whoever runs it
 * (embedder-pool.ts) starts and kills processes, keeps the time and measures memory; nothing here does.
 *
 * At most one process of a slot is on duty. A replacement may warm up beside it, and takes over when the one on
 * duty has answered what it has in flight. Intent, not the exit code, tells a planned exit from a crash: what was
 * asked to exit or killed is in `ending`; whatever else exits has crashed.
 */
import type { ChildExit } from '../../shared/child-process.ts';
import { embedded, failed } from './answers.ts';
import { checkFresh, checkHardCeiling, checkSoftCeiling, handOver } from './ceiling-watch.ts';
import { noCrashes } from './crash-history.ts';
import { afterEnding, forgiveSilence, nextDeadline, passTime } from './deadlines.ts';
import type { Job } from './job.ts';
import { ceilings } from './memory-ceiling.ts';
import { crash, fail } from './process-loss.ts';
import {
  memoryOf,
  takesDocuments,
  takesQueries,
  workOf,
  type LiveProcess,
  type Slot,
  type SlotContext,
  type SlotEffect,
  type SlotEvent,
  type SupervisorSettings,
} from './slot-state.ts';
import { Turn } from './turn.ts';

/** What a transition answers. */
export interface SlotStep {
  readonly slot: Slot;
  readonly effects: readonly SlotEffect[];
}

/** A tick that comes so much later than it was asked for, in ms, was held up by a sleep of the machine, or by main. */
const HELD_UP_MS = 2_000;

/** What design and measurement give where nobody says otherwise. `ceilingMb`: the hard ceiling of one process. */
export function supervisorSettings(
  ceilingMb: number,
  changes: Partial<SupervisorSettings> = {},
): SupervisorSettings {
  const { softMb, hardMb } = ceilings(ceilingMb);
  return {
    softCeilingMb: softMb,
    hardCeilingMb: hardMb,
    warmReplacement: true,
    startTimeoutMs: 30_000,
    // A run of the model blocks its process; the biggest that a hostile setting makes takes some seconds.
    silentAfterMs: 10_000,
    hungAfterMs: 30_000,
    drainGraceMs: 5_000,
    idleAfterMs: 60_000,
    backOffFirstMs: 1_000,
    backOffLastMs: 60_000,
    crashLimit: 5,
    crashWindowMs: 10 * 60_000,
    healthyAfterMs: 5 * 60_000,
    ...changes,
  };
}

/** What the next state is, and what is to be done. */
export function step(before: Slot, event: SlotEvent, context: SlotContext): SlotStep {
  const { now, settings } = context;
  const heldUp = now < before.seenAt || (before.wakeAt !== null && now > before.wakeAt + HELD_UP_MS);
  const turn = new Turn(
    { ...(heldUp ? forgiveSilence(before, now, settings) : before), seenAt: now },
    context,
  );
  handle(turn, event);
  const wakeAt = nextDeadline(turn.slot, settings);
  // A tick may come a little early; then the same time is asked for again.
  if (wakeAt !== before.wakeAt || event.type === 'tick') turn.do({ type: 'wake-at', time: wakeAt });
  turn.patch({ wakeAt });
  return { slot: turn.slot, effects: turn.effects };
}

function handle(turn: Turn, event: SlotEvent): void {
  switch (event.type) {
    case 'wanted':
      return wanted(turn);
    case 'assigned':
      return assigned(turn, event.job);
    case 'tick':
      return passTime(turn);
    case 'suspended':
      return turn.patch({ suspended: true });
    case 'resumed':
      return turn.patch({ ...forgiveSilence(turn.slot, turn.now, turn.context.settings), suspended: false });
    case 'retry':
      return retry(turn);
    case 'stop':
      return stop(turn, event.graceMs);
    case 'exited':
      return exited(turn, event.generation, event.exit);
    default:
      return said(turn, event);
  }
}

/** What a process said, or what was measured of it. */
function said(
  turn: Turn,
  event: Exclude<Extract<SlotEvent, { generation: number }>, { type: 'exited' }>,
): void {
  const known = turn.find(event.generation);
  if (!known)
    return event.type === 'measured' ? measuredEnding(turn, event.generation, event.rssMb) : undefined;
  if (event.type === 'measured') return measured(turn, { ...known, measuredMb: event.rssMb });
  const process = { ...known, heardAt: turn.now, silenceReported: false };
  turn.update(process);
  switch (event.type) {
    case 'ready':
      return ready(turn, process, event);
    case 'embedded':
      return embedded(turn, process, event);
    case 'failed':
      return failed(turn, process, event);
    case 'alive':
      return alive(turn, { ...process, reportedMb: event.rssMb });
    case 'unusable':
      return fail(turn, event.failure);
    case 'garbage':
      return crash(turn, process, `It sent a message that makes no sense: ${event.detail}.`, true);
  }
}

function wanted(turn: Turn): void {
  const { phase } = turn.slot;
  if (phase.name === 'stopped') turn.succeed();
  else if (phase.name === 'draining' && phase.process === null) turn.moveTo({ ...phase, then: 'restart' });
}

function assigned(turn: Turn, job: Job): void {
  const { phase } = turn.slot;
  const takes = job.kind === 'document' ? takesDocuments(turn.slot) : takesQueries(turn.slot);
  if (!takes || (phase.name !== 'ready' && phase.name !== 'busy')) {
    // Whoever asked did not look first; the work must not be lost over it.
    const { id: _id, ...queued } = job;
    turn.do({ type: 'put-back', jobs: [queued] });
    return;
  }
  const { document, queries } = workOf(turn.slot);
  const work =
    job.kind === 'document' ? { document: job, queries } : { document, queries: [...queries, job] };
  turn.moveTo({ name: 'busy', process: phase.process, work });
  turn.do({ type: 'send', generation: phase.process.generation, job });
}

function ready(turn: Turn, process: LiveProcess, event: Extract<SlotEvent, { type: 'ready' }>): void {
  if (process.readyAt !== null) return crash(turn, process, 'It said twice that it is ready.', true);
  if (event.dimensions !== turn.context.dimensions) {
    const message = `The model gives ${event.dimensions} numbers a text; the index has ${turn.context.dimensions}.`;
    return fail(turn, { code: 'model-damaged', message });
  }
  const fresh = { ...process, readyAt: turn.now, freshMb: event.rssMb, measuredMb: event.rssMb };
  turn.update(fresh);
  const { beforeMb } = turn.slot;
  turn.report('ready', fresh, 'The model is loaded.', { beforeMb, afterMb: event.rssMb });
  if (turn.slot.replacement?.generation !== fresh.generation) {
    turn.moveTo({ name: 'ready', process: fresh, idleSince: turn.now });
    checkFresh(turn, fresh);
    return;
  }
  checkFresh(turn, fresh);
  handOver(turn);
}

function alive(turn: Turn, process: LiveProcess): void {
  turn.update(process);
  checkSize(turn, process);
}

function measured(turn: Turn, process: LiveProcess): void {
  turn.update(process);
  checkSize(turn, process);
}

function checkSize(turn: Turn, process: LiveProcess): void {
  checkHardCeiling(turn, process);
  // In mid-batch it is too early for the soft ceiling: it is looked at when the batch is done.
  if (turn.slot.phase.name === 'ready' && turn.slot.phase.process.generation === process.generation) {
    checkSoftCeiling(turn, memoryOf(process));
  }
}

function measuredEnding(turn: Turn, generation: number, rssMb: number): void {
  const { hardCeilingMb, drainGraceMs } = turn.context.settings;
  turn.patch({
    ending: turn.slot.ending.map((process) => {
      if (process.generation !== generation) return process;
      if (rssMb <= hardCeilingMb || process.kills > 0) return { ...process, rssMb };
      turn.do({ type: 'kill', generation });
      return { ...process, rssMb, kills: 1, killAt: turn.now + drainGraceMs };
    }),
  });
}

function exited(turn: Turn, generation: number, exit: ChildExit): void {
  const process = turn.find(generation);
  if (process) return crash(turn, process, describeExit(exit), false);
  turn.patch({ ending: turn.slot.ending.filter((other) => other.generation !== generation) });
  afterEnding(turn);
}

function describeExit({ code, signal }: ChildExit): string {
  if (signal === 'SIGKILL') return 'It was killed from outside, perhaps by the system for want of memory.';
  if (signal !== null) return `It was ended by ${signal}.`;
  return code === null ? 'It could not be started.' : `It ended unasked, with code ${code}.`;
}

function retry(turn: Turn): void {
  const { phase } = turn.slot;
  if (phase.name !== 'failed' && phase.name !== 'backing-off') return;
  turn.patch({
    crashes: noCrashes,
    explainedDeaths: 0,
    fruitlessRecycles: 0,
    quarantinedInARow: 0,
    replacementNotBefore: Number.NEGATIVE_INFINITY,
  });
  if (phase.name === 'failed') turn.rest();
  else turn.succeed();
}

function stop(turn: Turn, graceMs: number): void {
  const { phase, replacement } = turn.slot;
  if (replacement) {
    turn.patch({ replacement: null });
    turn.destroy(replacement);
  }
  switch (phase.name) {
    case 'starting':
      turn.destroy(phase.process);
      return turn.rest();
    case 'ready':
      turn.retire(phase.process, graceMs);
      return turn.rest();
    case 'busy':
      return turn.moveTo({ ...phase, name: 'draining', then: 'stop', killAt: turn.now + graceMs });
    case 'draining':
      if (phase.process === null) return turn.moveTo({ ...phase, then: 'stop' });
      return turn.moveTo({ ...phase, then: 'stop', killAt: turn.now + graceMs });
    case 'stopped':
    case 'backing-off':
    case 'failed':
      return turn.rest();
  }
}
