/**
 * What callers asked for, and what they have got so far. A request is answered once: when each of its texts has a
 * vector or is in quarantine, however many jobs that took.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { QueuedJob } from './job.ts';
import type { EmbeddedDocuments } from './provider.ts';

interface Request {
  readonly vectors: Float32Array;
  readonly quarantined: { index: number; reason: string }[];
  tokens: number;
  missing: number;
  readonly resolve: (answer: EmbeddedDocuments) => void;
  readonly reject: (error: Error) => void;
}

/** The requests that are not answered yet. */
export class Requests {
  private readonly open = new Map<number, Request>();
  private readonly dimensions: number;
  private nextId = 1;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  /** How many are not answered. */
  get size(): number {
    return this.open.size;
  }

  /**
   * Opens a request for texts. `begin` gets its number before this returns.
   *
   * @returns What resolves with the vectors, or rejects with `cancelled` when the signal says so.
   */
  async add(rows: number, signal: AbortSignal, begin: (request: number) => void): Promise<EmbeddedDocuments> {
    if (signal.aborted) throw cancelled();
    const vectors = new Float32Array(rows * this.dimensions);
    if (rows === 0) return { vectors, quarantined: [], tokens: 0 };
    const id = this.nextId;
    this.nextId += 1;
    const cancel = (): void => this.reject(id, cancelled());
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<EmbeddedDocuments>((resolve, reject) => {
        this.open.set(id, { vectors, quarantined: [], tokens: 0, missing: rows, resolve, reject });
        begin(id);
      });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  isOpen(id: number): boolean {
    return this.open.has(id);
  }

  /** Takes the vectors of a job. Those of a request that was cancelled are dropped. */
  complete(job: QueuedJob, vectors: Float32Array, tokens: number): void {
    const request = this.open.get(job.request);
    if (!request) return;
    request.vectors.set(vectors, job.offset * this.dimensions);
    request.tokens += tokens;
    this.settle(job.request, request, job.texts.length);
  }

  /** Takes note that the texts of a job get no vector. */
  quarantine(job: QueuedJob, reason: string): void {
    const request = this.open.get(job.request);
    if (!request) return;
    for (const at of job.texts.keys()) request.quarantined.push({ index: job.offset + at, reason });
    this.settle(job.request, request, job.texts.length);
  }

  /** Rejects one request; what still comes for it is dropped. */
  reject(id: number, error: Error): void {
    this.open.get(id)?.reject(error);
    this.open.delete(id);
  }

  /** Rejects every request. */
  rejectAll(error: Error): void {
    for (const id of [...this.open.keys()]) this.reject(id, error);
  }

  private settle(id: number, request: Request, rows: number): void {
    request.missing -= rows;
    if (request.missing > 0) return;
    this.open.delete(id);
    const { vectors, tokens } = request;
    request.resolve({ vectors, tokens, quarantined: request.quarantined.sort((a, b) => a.index - b.index) });
  }
}

/** The error for work that was called off. */
export function cancelled(): RecollectError {
  return new RecollectError('cancelled', 'Embedding was stopped.');
}
