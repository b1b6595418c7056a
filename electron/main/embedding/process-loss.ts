/**
 * What follows when a process is lost: who is to blame, whether to try again and when.
 *
 * [Note: Who is to blame] A process that dies over a batch that has been in flight at a death before died of the
 * batch, most likely. Such deaths are not held against the process, or one bad text would open the breaker before
 * the halving has found it. If everything kills, that excuse runs out.
 */
import { addCrash, backOffMs, opensBreaker } from './crash-history.ts';
import { afterDeath, afterInterruption, isSuspect, type Job, type QueuedJob, type Verdict } from './job.ts';
import type { ProviderFailure } from './provider.ts';
import { processOf, workOf, type LiveProcess, type Slot, type Work } from './slot-state.ts';
import type { Turn } from './turn.ts';

/** Deaths in a row that a suspect text excuses. A batch of 1,000 texts takes 12 to find the one at fault. */
const EXPLAINED_DEATHS = 12;

/** Texts in a row that may go into quarantine; then it isn't the texts. */
const QUARANTINED_IN_A_ROW = 5;

/** A process ended unasked, or did what it must not do. `alive`: it has to be killed. */
export function crash(turn: Turn, process: LiveProcess, reason: string, alive: boolean): void {
  if (turn.slot.replacement?.generation === process.generation)
    crashReplacement(turn, process, reason, alive);
  else crashOnDuty(turn, process, reason, alive);
}

function crashOnDuty(turn: Turn, process: LiveProcess, reason: string, alive: boolean): void {
  const { context, slot } = turn;
  const work = workOf(slot);
  const stopping = isStopping(slot);
  const explained =
    work.document !== null && isSuspect(work.document) && slot.explainedDeaths < EXPLAINED_DEATHS;
  turn.report('crashed', process, reason, { batch: work.document?.id ?? null });
  leaveDuty(turn, process, alive);
  blame(turn, work, reason);
  if (explained) turn.patch({ explainedDeaths: slot.explainedDeaths + 1 });
  else turn.patch({ crashes: addCrash(slot.crashes, turn.now, context.settings) });
  if (stopping) return turn.rest();
  if (gaveUp(turn, reason)) return;
  if (turn.slot.replacement) return turn.succeed();
  const waitMs = explained
    ? context.settings.backOffFirstMs
    : backOffMs(turn.slot.crashes, context.random(), context.settings);
  turn.moveTo({ name: 'backing-off', until: turn.now + waitMs });
}

function crashReplacement(turn: Turn, process: LiveProcess, reason: string, alive: boolean): void {
  const { settings, random } = turn.context;
  turn.report('crashed', process, reason);
  turn.patch({ replacement: null });
  if (alive) turn.destroy(process);
  const crashes = addCrash(turn.slot.crashes, turn.now, settings);
  turn.patch({ crashes, replacementNotBefore: turn.now + backOffMs(crashes, random(), settings) });
  gaveUp(turn, reason);
}

/** Takes a process off duty that is dead, or is killed here. The slot must be given its next phase afterwards. */
export function leaveDuty(turn: Turn, process: LiveProcess, alive: boolean): void {
  if (alive) turn.destroy(process);
  turn.patch({
    beforeMb: process.measuredMb ?? process.reportedMb,
    restarts: turn.slot.restarts + 1,
    phase: { name: 'stopped' },
  });
}

/** Whether the slot finishes its work in order to stop. */
export function isStopping(slot: Slot): boolean {
  return slot.phase.name === 'draining' && slot.phase.then === 'stop';
}

/** Puts back what was in flight at a death; splits or quarantines what was in flight at too many. */
export function blame(
  turn: Turn,
  work: Work,
  reason: string,
  judge: (job: Job) => Verdict = afterDeath,
): void {
  const putBack: QueuedJob[] = [];
  const jobs = work.document ? [...work.queries, work.document] : work.queries;
  for (const job of jobs) {
    const verdict = judge(job);
    putBack.push(...verdict.putBack);
    if (!verdict.quarantined) continue;
    const times = job.deaths + 1;
    turn.do({
      type: 'quarantine',
      job,
      reason: `The embedder failed ${times} times over this text. ${reason}`,
    });
    if (job.kind === 'document') turn.patch({ quarantinedInARow: turn.slot.quarantinedInARow + 1 });
  }
  if (putBack.length > 0) turn.do({ type: 'put-back', jobs: putBack });
}

/** Gives the slot up if it has crashed, or quarantined texts, too often. */
export function gaveUp(turn: Turn, reason: string): boolean {
  const { slot, context } = turn;
  const wayOut = 'Retry, or run "recollect doctor".';
  if (opensBreaker(slot.crashes, context.settings)) {
    const times = slot.crashes.at.length;
    const minutes = Math.round(context.settings.crashWindowMs / 60_000);
    const message = `The embedder crashed ${times} times in ${minutes} minutes. The last time: ${reason} ${wayOut}`;
    fail(turn, { code: 'embedder-failed', message });
    return true;
  }
  if (slot.quarantinedInARow >= QUARANTINED_IN_A_ROW) {
    const message = `The embedder failed over ${slot.quarantinedInARow} texts in a row. The last time: ${reason} ${wayOut}`;
    fail(turn, { code: 'embedder-failed', message });
    return true;
  }
  return false;
}

/** Stops trying until somebody asks to. Work in flight goes back with no blame. */
export function fail(turn: Turn, failure: ProviderFailure): void {
  const process = processOf(turn.slot);
  const { queries, document } = workOf(turn.slot);
  const { replacement } = turn.slot;
  const generation = process?.generation ?? turn.slot.generation;
  const memory = process ?? { measuredMb: turn.slot.beforeMb, reportedMb: 0 };
  const jobs = (document ? [...queries, document] : queries).map(afterInterruption);
  if (jobs.length > 0) turn.do({ type: 'put-back', jobs });
  if (process) turn.destroy(process);
  if (replacement) turn.destroy(replacement);
  turn.patch({ replacement: null, phase: { name: 'failed', failure } });
  turn.report('failed', { ...memory, generation }, failure.message);
}
