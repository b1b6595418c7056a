/**
 * What an import has done so far, in numbers.
 */
import { emptyProgress, type IndexProgress } from '../library/vector-store.ts';
import type { Failure } from '../../shared/errors.ts';
import { MovingRate } from './moving-rate.ts';

/** What can be going on. */
export const importPhases = ['idle', 'scanning', 'reading', 'embedding', 'paused'] as const;

/** What is going on. */
export type ImportPhase = (typeof importPhases)[number];

/** Conversations are done by the dozen a minute: a rate of them needs a longer window than one of tokens. */
const CONVERSATION_WINDOW_MS = 60_000;

/** A snapshot of an import. Rates are of the last seconds. */
export interface ImportProgress {
  readonly phase: ImportPhase;
  readonly filesRead: number;
  readonly filesPending: number;
  readonly filesFailed: readonly (Failure & { readonly path: string })[];
  /** Files that hold no conversation, though they might have. */
  readonly filesLeft: number;
  readonly bytesRead: number;
  readonly messages: number;
  readonly skippedLines: number;
  readonly index: IndexProgress;
  /** Texts that got a vector in this run, and tokens that went through the model for them. */
  readonly textsEmbedded: number;
  readonly tokens: number;
  /** Conversations of which every chunk got its vector in this run. */
  readonly conversationsEmbedded: number;
  readonly conversationsPerMinute: number;
  readonly chunksPerSecond: number;
  readonly tokensPerSecond: number;
  readonly bytesPerSecond: number;
  /** Until the backlog is done, at the present rate; null while nothing is embedded. */
  readonly etaSeconds: number | null;
}

/** What came of a batch: texts with a vector, texts without, tokens, and conversations that are complete with it. */
export interface EmbeddedBatch {
  readonly texts: number;
  readonly quarantined: number;
  readonly withheld: number;
  readonly tokens: number;
  readonly conversations: number;
}

/** Collects the numbers while an import runs. */
export class ProgressCounter {
  phase: ImportPhase = 'idle';
  /** The file that was begun last. */
  path: string | null = null;
  filesRead = 0;
  filesPending = 0;
  readonly filesFailed: (Failure & { path: string })[] = [];
  filesLeft = 0;
  bytesRead = 0;
  messages = 0;
  skippedLines = 0;
  index: IndexProgress = emptyProgress();
  textsEmbedded = 0;
  tokens = 0;
  conversationsEmbedded = 0;
  private readonly conversationRate = new MovingRate(CONVERSATION_WINDOW_MS);
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

  /** Notes a batch; the exact count of chunks is taken from the library now and then. */
  embedded({ texts, quarantined, withheld, tokens, conversations }: EmbeddedBatch): void {
    this.conversationsEmbedded += conversations;
    this.textsEmbedded += texts;
    this.tokens += tokens;
    const { index } = this;
    const done = Math.min(index.pending, texts + quarantined + withheld);
    this.index = {
      ...index,
      pending: index.pending - done,
      embedded: index.embedded + Math.max(0, done - quarantined - withheld),
      quarantined: index.quarantined + quarantined,
      withheld: index.withheld + withheld,
    };
    const now = this.now();
    this.conversationRate.note(now, this.conversationsEmbedded);
    this.chunkRate.note(now, this.textsEmbedded);
    this.tokenRate.note(now, this.tokens);
  }

  snapshot(): ImportProgress {
    const now = this.now();
    const chunksPerSecond = this.chunkRate.perSecond(now);
    const known = this.phase === 'embedding' && chunksPerSecond > 0;
    return {
      phase: this.phase,
      filesRead: this.filesRead,
      filesPending: this.filesPending,
      filesFailed: [...this.filesFailed],
      filesLeft: this.filesLeft,
      bytesRead: this.bytesRead,
      messages: this.messages,
      skippedLines: this.skippedLines,
      index: this.index,
      textsEmbedded: this.textsEmbedded,
      tokens: this.tokens,
      conversationsEmbedded: this.conversationsEmbedded,
      conversationsPerMinute: this.conversationRate.perSecond(now) * 60,
      chunksPerSecond,
      tokensPerSecond: this.tokenRate.perSecond(now),
      bytesPerSecond: this.byteRate.perSecond(now),
      etaSeconds: known ? this.index.pending / chunksPerSecond : null,
    };
  }
}
