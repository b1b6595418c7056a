/**
 * What a process says about its work. Only what was asked for, and is sound, counts; anything else means that the
 * process has gone wrong, and it is ended before it does harm.
 */
import { faultOf } from './answer-check.ts';
import { checkSoftCeiling, finishDraining } from './ceiling-watch.ts';
import { afterFailure, type Job } from './job.ts';
import { crash, gaveUp } from './process-loss.ts';
import { memoryOf, processOf, workOf, type LiveProcess, type SlotEvent } from './slot-state.ts';
import type { Turn } from './turn.ts';

/** A process answered a batch or a query. */
export function embedded(
  turn: Turn,
  process: LiveProcess,
  event: Extract<SlotEvent, { type: 'embedded' }>,
): void {
  const job = jobInFlight(turn, process, event.batch);
  if (!job) {
    crash(turn, process, `It answered batch ${event.batch}, which it was not working on.`, true);
    return;
  }
  const fault = faultOf(event.vectors, job.texts.length, turn.context.dimensions);
  if (fault !== null) {
    crash(turn, process, `It ${fault}.`, true);
    return;
  }
  const heard = { ...process, reportedMb: event.rssMb, jobsDone: process.jobsDone + 1 };
  turn.update(heard);
  turn.do({ type: 'complete', job, vectors: event.vectors, tokens: event.tokens });
  turn.patch({ fruitlessRecycles: 0 });
  // A query says nothing about the documents that are under suspicion.
  if (job.kind === 'document') turn.patch({ explainedDeaths: 0, quarantinedInARow: 0 });
  // Right after a batch the process's own word is newer, the measurement from outside is surer: the greater counts.
  closeJob(turn, job, Math.max(memoryOf(heard), event.rssMb));
}

/** A process could not embed a batch or a query, and lives. */
export function failed(
  turn: Turn,
  process: LiveProcess,
  event: Extract<SlotEvent, { type: 'failed' }>,
): void {
  const job = jobInFlight(turn, process, event.batch);
  if (!job) {
    crash(turn, process, `It gave up batch ${event.batch}, which it was not working on.`, true);
    return;
  }
  const verdict = afterFailure(job, event.text);
  if (verdict.putBack.length > 0) turn.do({ type: 'put-back', jobs: verdict.putBack });
  if (verdict.quarantined) {
    turn.do({ type: 'quarantine', job, reason: `The model can't embed this text: ${event.message}` });
    if (job.kind === 'document') turn.patch({ quarantinedInARow: turn.slot.quarantinedInARow + 1 });
  }
  closeJob(turn, job, memoryOf(process));
  gaveUp(turn, event.message);
}

/** Takes a job out of the work in flight, and looks at the memory, now that the process is between batches. */
function closeJob(turn: Turn, job: Job, sizeMb: number): void {
  const { phase } = turn.slot;
  if (phase.name !== 'busy' && (phase.name !== 'draining' || phase.process === null)) return;
  const work = {
    document: phase.work.document?.id === job.id ? null : phase.work.document,
    queries: phase.work.queries.filter(({ id }) => id !== job.id),
  };
  const left = work.document !== null || work.queries.length > 0;
  if (phase.name === 'busy' && !left)
    turn.moveTo({ name: 'ready', process: phase.process, idleSince: turn.now });
  else turn.moveTo({ ...phase, work });
  if (phase.name === 'draining') finishDraining(turn);
  else checkSoftCeiling(turn, sizeMb);
}

function jobInFlight(turn: Turn, process: LiveProcess, id: number): Job | undefined {
  if (processOf(turn.slot)?.generation !== process.generation) return undefined;
  const { document, queries } = workOf(turn.slot);
  return document?.id === id ? document : queries.find((query) => query.id === id);
}
