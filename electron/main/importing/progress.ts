/**
 * What an import has done so far, in numbers.
 */
import type { IndexProgress } from '../library/vector-store.ts';
import type { Failure } from '../../shared/errors.ts';
import { MovingRate } from './moving-rate.ts';

/** What is going on. */
export type ImportPhase = 'idle' | 'scanning' | 'reading' | 'embedding' | 'paused';

/** A snapshot of an import. Rates are of the last seconds. */
export interface ImportProgress {
  readonly phase: ImportPhase;
  readonly filesRead: number;
  readonly filesPending: number;
  readonly filesFailed: readonly (Failure & { readonly path: string })[];
  readonly bytesRead: number;
  readonly messages: number;
  readonly skippedLines: number;
  readonly index: IndexProgress;
  /** Texts that got a vector in this run, and tokens that went through the model for them. */
  readonly textsEmbedded: number;
  readonly tokens: number;
  readonly chunksPerSecond: number;
  readonly tokensPerSecond: number;
  readonly bytesPerSecond: number;
  readonly etaSeconds: number | null;
}

/** Collects the numbers while an import runs. */
export class ProgressCounter {
  phase: ImportPhase = 'idle';
  filesRead = 0;
  filesPending = 0;
  readonly filesFailed: (Failure & { path: string })[] = [];
  bytesRead = 0;
  messages = 0;
  skippedLines = 0;
  index: IndexProgress = { embedded: 0, pending: 0, quarantined: 0 };
  textsEmbedded = 0;
  tokens = 0;
  private readonly chunkRate = new MovingRate();
  private readonly tokenRate = new MovingRate();
  private readonly byteRate = new MovingRate();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  read(bytes: number): void {
    this.bytesRead += bytes;
    this.byteRate.note(this.now(), this.bytesRead);
  }

  /** Notes embedded texts; the exact count of chunks is taken from the library now and then. */
  embedded(texts: number, tokens: number): void {
    this.textsEmbedded += texts;
    this.tokens += tokens;
    const pending = Math.max(0, this.index.pending - texts);
    this.index = { ...this.index, pending, embedded: this.index.embedded + (this.index.pending - pending) };
    this.chunkRate.note(this.now(), this.textsEmbedded);
    this.tokenRate.note(this.now(), this.tokens);
  }

  snapshot(): ImportProgress {
    const chunksPerSecond = this.chunkRate.perSecond();
    return {
      phase: this.phase,
      filesRead: this.filesRead,
      filesPending: this.filesPending,
      filesFailed: [...this.filesFailed],
      bytesRead: this.bytesRead,
      messages: this.messages,
      skippedLines: this.skippedLines,
      index: this.index,
      textsEmbedded: this.textsEmbedded,
      tokens: this.tokens,
      chunksPerSecond,
      tokensPerSecond: this.tokenRate.perSecond(),
      bytesPerSecond: this.byteRate.perSecond(),
      etaSeconds: chunksPerSecond > 0 ? this.index.pending / chunksPerSecond : null,
    };
  }
}
