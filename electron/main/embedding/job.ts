/**
 * The unit of work that goes to a process: texts of one request. When a process dies over a job, suspicion narrows
 * down to the text at fault by halving.
 */

/** Texts on their way to a vector. */
export interface QueuedJob {
  /** The request that they are part of. */
  readonly request: number;
  /** Which text of the request the first one is. */
  readonly offset: number;
  readonly kind: 'document' | 'query';
  readonly texts: readonly string[];
  /** How often a process died, or could not embed it, with these texts in flight. */
  readonly deaths: number;
}

/** A job that was sent, with a number that no other sending has, so that no answer is taken for another's. */
export interface Job extends QueuedJob {
  readonly id: number;
}

/** What becomes of a job that was not answered. */
export interface Verdict {
  readonly putBack: readonly QueuedJob[];
  /** The job is a single text, or a query, and has cost too much. */
  readonly quarantined: boolean;
}

/** Deaths over a batch after which it is split; over a single text, after which it goes into quarantine. */
const DOCUMENT_DEATHS = 2;

/** Deaths after which a query is given up. One more than a document gets: the document beside it may be at fault. */
const QUERY_DEATHS = 3;

/** Whether the job has been in flight at a death before: then it, and not the process, is the likely cause. */
export function isSuspect(job: QueuedJob): boolean {
  return job.kind === 'document' && job.deaths > 0;
}

/** After a process died with the job in flight. */
export function afterDeath(job: Job): Verdict {
  const deaths = job.deaths + 1;
  if (job.kind === 'query') return deaths < QUERY_DEATHS ? again(job, deaths) : given;
  if (deaths < DOCUMENT_DEATHS) return again(job, deaths);
  // Each half stays suspect: it takes one more death, not two, to split it further.
  return job.texts.length > 1 ? inHalves(job, DOCUMENT_DEATHS - 1) : given;
}

/**
 * After a process was killed over the memory ceiling with the job in flight. `fresh`: the process had done nothing
 * before, so a batch of documents is too big for the ceiling beyond doubt, and is split at once.
 */
export function afterCeiling(job: Job, fresh: boolean): Verdict {
  return fresh && job.kind === 'document' && job.texts.length > 1
    ? inHalves(job, job.deaths)
    : afterDeath(job);
}

/** The first texts of a job, at most `limit` of them, and the rest; null where nothing is left. */
export function cut(job: QueuedJob, limit: number): readonly [QueuedJob, QueuedJob | null] {
  if (job.texts.length <= limit) return [job, null];
  return [part(job, 0, limit, job.deaths), part(job, limit, job.texts.length, job.deaths)];
}

/** After a living process said that it could not embed the job, or text `index` of it. */
export function afterFailure(job: Job, index: number | null): Verdict {
  if (job.kind === 'query') return given;
  if (index === null || job.texts.length <= 1 || index >= job.texts.length) return afterDeath(job);
  const parts = [
    part(job, 0, index, job.deaths),
    part(job, index, index + 1, Math.max(job.deaths, DOCUMENT_DEATHS - 1)),
    part(job, index + 1, job.texts.length, job.deaths),
  ];
  return { putBack: parts.filter(({ texts }) => texts.length > 0), quarantined: false };
}

/** When the job was interrupted through no fault of its own. */
export function afterInterruption(job: Job): QueuedJob {
  return part(job, 0, job.texts.length, job.deaths);
}

const given: Verdict = { putBack: [], quarantined: true };

function inHalves(job: Job, deaths: number): Verdict {
  const half = Math.ceil(job.texts.length / 2);
  return {
    putBack: [part(job, 0, half, deaths), part(job, half, job.texts.length, deaths)],
    quarantined: false,
  };
}

function again(job: Job, deaths: number): Verdict {
  return { putBack: [part(job, 0, job.texts.length, deaths)], quarantined: false };
}

function part(job: QueuedJob, from: number, to: number, deaths: number): QueuedJob {
  const { request, kind } = job;
  return { request, kind, offset: job.offset + from, texts: job.texts.slice(from, to), deaths };
}
