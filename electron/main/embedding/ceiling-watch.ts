/**
 * What happens at the two ceilings.
 *
 * [Note: Two ceilings] At the soft one, between batches, a process is replaced as planned and nothing is lost. The
 * hard one is measured from outside, since a process inside native code can't answer, and kills in mid-batch: the
 * batch goes back to the queue.
 */
import { isTooLow, tooLowMessage } from './memory-ceiling.ts';
import { afterCeiling } from './job.ts';
import { blame, fail, gaveUp, isStopping, leaveDuty } from './process-loss.ts';
import { memoryOf, workOf, type LiveProcess } from './slot-state.ts';
import type { Turn } from './turn.ts';

/** Processes in a row that may meet a ceiling without a job done; then the ceiling is too low. */
const FRUITLESS_RECYCLES = 2;

/** Gives up if a process that has just become ready sits at the soft ceiling already. */
export function checkFresh(turn: Turn, process: LiveProcess): void {
  const { softCeilingMb } = turn.context.settings;
  if (isTooLow(softCeilingMb, process.freshMb)) failTooLow(turn, process.freshMb);
}

/** The soft ceiling: called where a process on duty is between batches. `sizeMb`: the most it may have. */
export function checkSoftCeiling(turn: Turn, sizeMb: number): void {
  const { phase, replacement, replacementNotBefore } = turn.slot;
  const { settings } = turn.context;
  if (sizeMb < settings.softCeilingMb || replacement) return;
  if (phase.name !== 'ready' && phase.name !== 'busy') return;
  if (settings.warmReplacement && turn.now < replacementNotBefore) return;
  if (phase.process.jobsDone === 0 && isFruitless(turn, phase.process)) return;
  if (settings.warmReplacement) {
    turn.patch({ replacement: turn.start() });
    return;
  }
  const work = workOf(turn.slot);
  turn.moveTo({ name: 'draining', process: phase.process, work, then: 'restart', killAt: null });
  finishDraining(turn);
}

/** Hands over to a replacement that is ready, when the process on duty has answered what it has in flight. */
export function handOver(turn: Turn): void {
  const { phase } = turn.slot;
  if (phase.name !== 'ready' && phase.name !== 'busy') return;
  const work = workOf(turn.slot);
  turn.moveTo({ name: 'draining', process: phase.process, work, then: 'handover', killAt: null });
  finishDraining(turn);
}

/** Lets a draining process go when it has no work left. */
export function finishDraining(turn: Turn): void {
  const { phase, replacement } = turn.slot;
  if (phase.name !== 'draining' || phase.process === null) return;
  if (phase.work.document || phase.work.queries.length > 0) return;
  const { process } = phase;
  turn.retire(process);
  if (phase.then === 'stop') {
    turn.rest();
    return;
  }
  const reason = `It reached ${turn.context.settings.softCeilingMb} MB, the point at which a process is replaced.`;
  const afterMb = replacement ? memoryOf(replacement) : null;
  turn.report('recycled', process, reason, { beforeMb: memoryOf(process), afterMb });
  turn.patch({ restarts: turn.slot.restarts + 1 });
  turn.succeed();
}

/** The hard ceiling: called whenever a size is known. Kills what is over it. */
export function checkHardCeiling(turn: Turn, process: LiveProcess): void {
  const { hardCeilingMb } = turn.context.settings;
  const sizeMb = memoryOf(process);
  if (sizeMb <= hardCeilingMb) return;
  const reason = `It passed the memory ceiling of ${hardCeilingMb} MB: it had ${Math.round(sizeMb)} MB.`;
  if (turn.slot.replacement?.generation === process.generation) {
    turn.report('killed', process, reason);
    turn.patch({ replacement: null, replacementNotBefore: turn.now + turn.context.settings.backOffFirstMs });
    turn.destroy(process);
    isFruitless(turn, process);
    return;
  }
  if (turn.slot.phase.name === 'starting') {
    failTooLow(turn, sizeMb);
    return;
  }
  killOnDuty(turn, process, reason);
}

function killOnDuty(turn: Turn, process: LiveProcess, reason: string): void {
  const stopping = isStopping(turn.slot);
  const work = workOf(turn.slot);
  const fresh = process.jobsDone === 0;
  const verdict = work.document && afterCeiling(work.document, fresh);
  const hope = !fresh || (verdict !== null && !verdict.quarantined);
  turn.report('killed', process, reason, { batch: work.document?.id ?? null });
  leaveDuty(turn, process, true);
  blame(turn, work, reason, (job) => afterCeiling(job, fresh));
  if (verdict && verdict.putBack.length > 1) {
    turn.do({ type: 'limit-batches', texts: Math.max(...verdict.putBack.map(({ texts }) => texts.length)) });
  }
  if (stopping) {
    turn.rest();
    return;
  }
  // While a batch can still be halved, the next process may well manage: the ceiling isn't proved too low yet.
  if (!hope && isFruitless(turn, process)) return;
  if (gaveUp(turn, reason)) return;
  turn.succeed();
}

/** Counts a process that met a ceiling with nothing done; gives up at the second in a row. */
function isFruitless(turn: Turn, process: LiveProcess): boolean {
  const fruitlessRecycles = turn.slot.fruitlessRecycles + 1;
  turn.patch({ fruitlessRecycles });
  if (fruitlessRecycles < FRUITLESS_RECYCLES) return false;
  failTooLow(turn, Math.max(process.freshMb, memoryOf(process)));
  return true;
}

function failTooLow(turn: Turn, sizeMb: number): void {
  const message = tooLowMessage(turn.context.settings.hardCeilingMb, sizeMb);
  fail(turn, { code: 'ceiling-too-low', message });
}
