/**
 * Jobs that wait for a process: queries before documents, and what was put back before what is new.
 *
 * [Note: Suspects wait] Documents over which a process died go to the end instead. Where processes die for reasons of
 * their own, at the head they would be in flight at each death, until innocent texts were in quarantine.
 */
import { cut, isSuspect, type Job, type QueuedJob } from './job.ts';

/** Two lines, one of queries and one of documents. */
export class JobQueue {
  private readonly lines = { query: [] as QueuedJob[], document: [] as QueuedJob[] };
  private readonly isWanted: (request: number) => boolean;
  private batchLimit = Number.POSITIVE_INFINITY;
  private nextId = 1;

  /** `isWanted`: whether a request still wants its answer; jobs of others are dropped when their turn comes. */
  constructor(isWanted: (request: number) => boolean) {
    this.isWanted = isWanted;
  }

  /** Adds a job at the end of its line. */
  add(job: QueuedJob): void {
    this.lines[job.kind].push(job);
  }

  /** Puts jobs at the head of their lines, in this order; suspect documents at the end. */
  putBack(jobs: readonly QueuedJob[]): void {
    const suspects = jobs.filter(isSuspect);
    for (const job of jobs.filter((each) => !isSuspect(each)).reverse()) this.lines[job.kind].unshift(job);
    for (const job of suspects) this.lines[job.kind].push(job);
  }

  /**
   * From now on no job has more texts than this; the smallest such limit counts. Learnt once, it saves each later
   * batch from being killed over the ceiling before it is split. Null lifts it.
   */
  limitBatches(texts: number | null): void {
    this.batchLimit = texts === null ? Number.POSITIVE_INFINITY : Math.min(this.batchLimit, texts);
  }

  /** Takes the next job of a kind, with a new number. */
  take(kind: QueuedJob['kind']): Job | undefined {
    this.dropUnwanted(kind);
    const whole = this.lines[kind].shift();
    if (!whole) return undefined;
    const [job, rest] = cut(whole, this.batchLimit);
    if (rest) this.lines[kind].unshift(rest);
    const id = this.nextId;
    this.nextId += 1;
    return { ...job, id };
  }

  /** How many wait that are still wanted at the head of their line. */
  waiting(kind: QueuedJob['kind']): number {
    this.dropUnwanted(kind);
    return this.lines[kind].length;
  }

  /** Drops every job. */
  clear(): void {
    this.lines.query.length = 0;
    this.lines.document.length = 0;
  }

  private dropUnwanted(kind: QueuedJob['kind']): void {
    const line = this.lines[kind];
    while (line[0] && !this.isWanted(line[0].request)) line.shift();
  }
}
