/**
 * The batches that wait for a process or are in flight. Each is answered once, however many processes died over it.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { EmbeddedDocuments } from './provider.ts';

/** Texts that go to a process together. */
export interface Batch {
  readonly id: number;
  readonly texts: readonly string[];
  /** Processes that died with it in flight. */
  readonly deaths: number;
}

/** A caller's batch, which may have been split into several. */
class Job {
  readonly vectors: Float32Array;
  readonly quarantined: { index: number; reason: string }[] = [];
  tokens = 0;
  missing: number;

  constructor(rows: number, dimensions: number) {
    this.vectors = new Float32Array(rows * dimensions);
    this.missing = rows;
  }
}

interface Entry extends Batch {
  readonly job: Job;
  /** Which row of the job its first text is. */
  readonly firstRow: number;
  readonly dimensions: number;
  readonly settle: Settle;
}

interface Settle {
  readonly resolve: (answer: EmbeddedDocuments) => void;
  readonly reject: (error: Error) => void;
}

/** Deaths over a batch after which it is split, or over a single text, after which that is put in quarantine. */
const DEATHS = 2;

/** First in, first out; what was put back goes first. */
export class BatchQueue {
  private readonly entries = new Map<number, Entry>();
  private readonly waiting: number[] = [];
  private nextId = 1;

  /** Batches that wait or are in flight. */
  get size(): number {
    return this.entries.size;
  }

  /** Queues texts; resolves when all of them have a vector or are in quarantine. */
  add(texts: readonly string[], dimensions: number, signal: AbortSignal): Promise<EmbeddedDocuments> {
    const job = new Job(texts.length, dimensions);
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.forget(job);
        reject(new RecollectError('cancelled', 'Embedding was stopped.'));
      };
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel, { once: true });
      const done = (): void => signal.removeEventListener('abort', cancel);
      const settle: Settle = {
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      if (texts.length === 0) settle.resolve({ vectors: job.vectors, quarantined: [], tokens: 0 });
      else this.waiting.push(this.enter({ texts, deaths: 0, job, firstRow: 0, dimensions, settle }));
    });
  }

  get(id: number): Batch | undefined {
    return this.entries.get(id);
  }

  /** The next batch that waits. */
  take(): Batch | undefined {
    for (let id = this.waiting.shift(); id !== undefined; id = this.waiting.shift()) {
      const entry = this.entries.get(id);
      if (entry) return entry;
    }
    return undefined;
  }

  /** Takes the answer to a batch. */
  complete(id: number, answer: EmbeddedDocuments): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    entry.job.vectors.set(answer.vectors, entry.firstRow * entry.dimensions);
    entry.job.tokens += answer.tokens;
    this.finish(entry, entry.texts.length);
  }

  /** A process died over a batch: it goes back, in halves at its second death. Returns why a text was given up. */
  putBack(id: number): string | null {
    const entry = this.entries.get(id);
    if (!entry) return null;
    this.entries.delete(id);
    const deaths = entry.deaths + 1;
    if (deaths < DEATHS) {
      this.waiting.unshift(this.enter({ ...entry, deaths }));
      return null;
    }
    if (entry.texts.length > 1) {
      const half = Math.ceil(entry.texts.length / 2);
      const first = { ...entry, deaths: 0, texts: entry.texts.slice(0, half) };
      const second = { ...entry, deaths: 0, texts: entry.texts.slice(half), firstRow: entry.firstRow + half };
      this.waiting.unshift(this.enter(first), this.enter(second));
      return null;
    }
    const reason = `The embedder died ${deaths} times over this text.`;
    entry.job.quarantined.push({ index: entry.firstRow, reason });
    this.finish(entry, 1);
    return reason;
  }

  /** Gives up all batches. */
  failAll(error: Error): void {
    const all = [...this.entries.values()];
    this.entries.clear();
    this.waiting.length = 0;
    for (const entry of all) entry.settle.reject(error);
  }

  private enter(entry: Omit<Entry, 'id'>): number {
    const id = this.nextId;
    this.nextId += 1;
    this.entries.set(id, { ...entry, id });
    return id;
  }

  private finish(entry: Entry, rows: number): void {
    const { job } = entry;
    job.missing -= rows;
    if (job.missing > 0) return;
    entry.settle.resolve({ vectors: job.vectors, quarantined: job.quarantined, tokens: job.tokens });
  }

  private forget(job: Job): void {
    for (const [id, entry] of this.entries) if (entry.job === job) this.entries.delete(id);
  }
}
