/**
 * Works off the requests of an embedder process, one run of the model after the other. Between two runs the event
 * loop turns: new requests come in, the heartbeat goes out, and a query overtakes the documents.
 */
import { setImmediate } from 'node:timers/promises';
import type { EmbedderReply, EmbedderRequest } from '../../shared/embedder-protocol.ts';
import type { ModelTokenizer } from '../tokenizer.ts';
import { fitWindow } from './fit-window.ts';
import type { ModelSession } from './model-session.ts';
import { planRuns, type RunLimits } from './runs.ts';

/** A request to embed texts. */
export type EmbedRequest = Extract<EmbedderRequest, { type: 'embed' }>;
/** The answer to it, without what every message carries. */
export type EmbedAnswer = { readonly batch: number } & (
  | { readonly type: 'embedded'; readonly vectors: Float32Array<ArrayBuffer>; readonly tokens: number }
  | Pick<Extract<EmbedderReply, { type: 'failed' }>, 'type' | 'text' | 'message'>
);

/** What the loop works with. */
export interface EmbedLoopOptions {
  readonly tokenizer: ModelTokenizer;
  readonly session: ModelSession;
  /** The model's window in tokens, special ones included. */
  readonly window: number;
  readonly limits: RunLimits;
  readonly answer: (answer: EmbedAnswer) => void;
  /** Told when a document is longer than the window: its end is not embedded. */
  readonly onTooLong: (request: EmbedRequest, text: number, tokens: number) => void;
}

/** A request on its way: which runs it takes, and what they have given so far. */
interface Work {
  readonly request: EmbedRequest;
  readonly ids: (readonly number[])[];
  readonly runs: readonly (readonly number[])[];
  readonly vectors: Float32Array<ArrayBuffer>;
  nextRun: number;
  tokens: number;
}

/** Embeds what is added, in order, queries first. */
export class EmbedLoop {
  private readonly options: EmbedLoopOptions;
  private readonly queries: EmbedRequest[] = [];
  private readonly documents: EmbedRequest[] = [];
  private running: Promise<void> | undefined;

  constructor(options: EmbedLoopOptions) {
    this.options = options;
  }

  /** Takes a request; its answer comes by `answer`. */
  add(request: EmbedRequest): void {
    (request.kind === 'query' ? this.queries : this.documents).push(request);
    this.running ??= this.work().finally(() => {
      this.running = undefined;
    });
  }

  /** Resolves when everything that was added has been answered. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async work(): Promise<void> {
    let document: Work | undefined;
    for (;;) {
      // A run blocks the thread: without a turn of the loop before each, no query and no exit would be seen.
      await setImmediate();
      const query = this.queries.shift();
      if (query) {
        let work: Work | undefined = this.begin(query);
        while (work) work = await this.advance(work);
        continue;
      }
      const next = document ? undefined : this.documents.shift();
      if (next) document = this.begin(next);
      if (!document) return;
      document = await this.advance(document);
    }
  }

  private begin(request: EmbedRequest): Work | undefined {
    const { limits, session } = this.options;
    const ids: (readonly number[])[] = [];
    let runs: number[][];
    if (limits.batchSize === 1) {
      runs = request.texts.map((_, index) => [index]);
    } else {
      try {
        ids.push(...request.texts.map((_, index) => this.encode(request, index)));
      } catch (error) {
        this.fail(request, ids.length, error);
        return undefined;
      }
      runs = planRuns(
        ids.map((row) => row.length),
        limits,
      );
    }
    const vectors = new Float32Array(request.texts.length * session.dimensions);
    return { request, ids, runs, vectors, nextRun: 0, tokens: 0 };
  }

  /** Does the next run of a request; answers it after the last one and returns undefined then. */
  private async advance(work: Work): Promise<Work | undefined> {
    const { session, answer } = this.options;
    const run = work.runs[work.nextRun] ?? [];
    try {
      if (run.length > 0) {
        const ids = run.map((index) => (work.ids[index] ??= this.encode(work.request, index)));
        const rows = await session.run(ids);
        run.forEach((index, row) => {
          const vector = rows.subarray(row * session.dimensions, (row + 1) * session.dimensions);
          work.vectors.set(vector, index * session.dimensions);
        });
        for (const row of ids) work.tokens += row.length;
      }
    } catch (error) {
      this.fail(work.request, run.length === 1 ? (run[0] ?? null) : null, error);
      return undefined;
    }
    work.nextRun += 1;
    if (work.nextRun < work.runs.length) return work;
    answer({ type: 'embedded', batch: work.request.batch, vectors: work.vectors, tokens: work.tokens });
    return undefined;
  }

  private encode(request: EmbedRequest, index: number): readonly number[] {
    const ids = this.options.tokenizer.encode(request.texts[index] ?? '');
    if (ids.length > this.options.window && request.kind === 'document') {
      this.options.onTooLong(request, index, ids.length);
    }
    return fitWindow(ids, this.options.window);
  }

  private fail(request: EmbedRequest, text: number | null, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.options.answer({ type: 'failed', batch: request.batch, text, message });
  }
}
