/**
 * The provider that embeds at Voyage: over HTTP, within its limits, its user's spending limit and consent. Every
 * text ends with a vector, in quarantine with a reason, kept back for being private, or in the backlog still.
 */
import { isBrokenCircuitError } from 'cockatiel';
import { RecollectError } from '../../../shared/errors.ts';
import type { VectorForm } from '../../library/vector-codec.ts';
import type { EmbeddedDocuments, EmbeddingProvider, ProviderFailure, ProviderStatus } from '../provider.ts';
import { BatchAnswers } from './batch-answers.ts';
import { maskSecrets } from './mask-secrets.ts';
import { planCalls, tokensIn, type SizedText } from './request-plan.ts';
import { VoyageCalls, type VoyageCallsParts } from './voyage-calls.ts';
import { VoyageFault } from './voyage-fault.ts';

/** Letters that follow each other faster are one query: each call costs, is told somebody, and counts for the limits. */
const TYPING_PAUSE_MS = 300;

/** Tokens of a text before any was seen: to ask for batches that fill a call. */
const TEXT_TOKENS = 220;
/** How full: a batch that is a little too large takes two calls. */
const FILLED = 0.9;
/** Calls under way at once. */
const CONCURRENCY = 8;

/** What the provider works with. */
export interface VoyageProviderParts extends VoyageCallsParts {
  /** Resolves when documents may be sent. @throws RecollectError `consent-needed`. */
  readonly allowed: () => Promise<void>;
}

interface Prepared {
  readonly texts: SizedText[];
  readonly withheld: readonly number[];
}

/** Embeds at Voyage. */
export class VoyageProvider implements EmbeddingProvider {
  readonly provider = 'voyage';
  readonly model: string;
  readonly dimensions: number;
  readonly capacity = CONCURRENCY;
  readonly vectorForm: VectorForm;
  readonly typingPauseMs = TYPING_PAUSE_MS;
  private readonly parts: VoyageProviderParts;
  private readonly calls: VoyageCalls;
  private readonly abort = new AbortController();
  /** Tokens of a text in the last batch. */
  private textTokens = TEXT_TOKENS;
  private failure: ProviderFailure | null = null;

  constructor(parts: VoyageProviderParts) {
    this.parts = parts;
    this.model = parts.model.name;
    this.dimensions = parts.settings.dimensions;
    this.vectorForm = parts.settings.dtype;
    this.calls = new VoyageCalls(parts);
  }

  /** Texts of a batch: about one call's. */
  get batchTexts(): number {
    const { texts, tokens } = this.calls.budget();
    return Math.max(1, Math.min(texts, Math.floor((tokens * FILLED) / this.textTokens)));
  }

  async embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments> {
    const stop = AbortSignal.any([signal, this.abort.signal]);
    const { texts: sized, withheld } = await this.prepare(texts);
    const calls = planCalls(sized, this.calls.budget());
    const answers = new BatchAnswers(texts.length, this.dimensions, sized);
    const ends = await Promise.allSettled(calls.map((call) => this.embedSplitting(call, answers, stop)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (!failed) {
      this.failure = null;
      return answers.documents(withheld, null);
    }
    const error = this.stopped(failed.reason, stop);
    if (answers.fruitless) throw error;
    return answers.documents(withheld, error);
  }

  async embedQuery(text: string, signal: AbortSignal): Promise<Float32Array> {
    const stop = AbortSignal.any([signal, this.abort.signal]);
    try {
      const { estimator } = await this.calls.books();
      const open = await maskSecrets([text]);
      const sized = open.map((masked) => ({ ...masked, index: 0, tokens: estimator.tokens(masked.text) }));
      const { answer } = await this.calls.call(sized, 'query', stop);
      return answer.vectors;
    } catch (error) {
      throw leaving(error, 'query', stop);
    }
  }

  status(): ProviderStatus {
    return { restarts: 0, peakMb: 0, processes: [], failure: this.failure };
  }

  /** It has no processes, to which something could happen. */
  onEvent(): () => void {
    return () => undefined;
  }

  start(): void {
    // Nothing has to be started.
  }

  retry(): void {
    this.failure = null;
    this.calls.tryAgain();
  }

  configure(): void {
    // It takes nothing of the machine.
  }

  suspend(): void {
    // A call that the machine slept through times out and is tried again.
  }

  resume(): void {
    // As above.
  }

  stop(): Promise<void> {
    this.abort.abort(new RecollectError('cancelled', 'Recollect was closed.'));
    return Promise.resolve();
  }

  private async prepare(texts: readonly string[]): Promise<Prepared> {
    const { estimator } = await this.calls.books();
    const open = await maskSecrets(texts);
    const sized: SizedText[] = [];
    const withheld: number[] = [];
    for (const [index, masked] of open.entries()) {
      if (masked.text.trim() === '') withheld.push(index);
      else sized.push({ ...masked, index, tokens: estimator.tokens(masked.text) });
    }
    if (sized.length > 0) this.textTokens = tokensIn(sized) / sized.length;
    return { texts: sized, withheld };
  }

  /**
   * Embeds texts in one call; where that is refused for what it holds, in halves, until the text at fault is alone.
   *
   * @throws VoyageFault and others; what had come by then is among the answers.
   */
  private async embedSplitting(
    texts: readonly SizedText[],
    answers: BatchAnswers,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.parts.allowed();
      const { answer, receipt } = await this.calls.call(texts, 'document', signal);
      answers.answered(texts, answer, receipt);
    } catch (error) {
      if (!(error instanceof VoyageFault)) throw error;
      if (texts.length > 1 && (error.kind === 'bad-request' || error.kind === 'too-large')) {
        await this.embedHalves(texts, error, answers, signal);
        return;
      }
      if (error.kind !== 'bad-request' || !this.calls.worked) throw error;
      for (const text of texts) answers.refused(text, error.message);
    }
  }

  private async embedHalves(
    texts: readonly SizedText[],
    fault: VoyageFault,
    answers: BatchAnswers,
    signal: AbortSignal,
  ): Promise<void> {
    const half = Math.ceil(texts.length / 2);
    const parts = [texts.slice(0, half), texts.slice(half)];
    const waiting: (readonly SizedText[])[] = [];
    for (const part of parts) {
      try {
        await this.embedSplitting(part, answers, signal);
      } catch (error) {
        // Nothing has worked yet: what was refused is looked at again when something else has.
        if (!(error instanceof VoyageFault) || error.kind !== 'bad-request') throw error;
        waiting.push(part);
      }
    }
    if (waiting.length > 0 && !this.calls.worked) throw fault;
    for (const part of waiting) await this.embedSplitting(part, answers, signal);
  }

  /** The error of documents that leaves: it is kept for the status too. A question may fail by itself. */
  private stopped(error: unknown, signal: AbortSignal): unknown {
    const known = leaving(error, 'document', signal);
    if (!signal.aborted && known instanceof RecollectError) this.failure = known.toFailure();
    return known;
  }
}

/** What leaves the provider for an error: one with a sentence, wherever it is known. */
function leaving(error: unknown, of: 'document' | 'query', signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof VoyageFault) return error.toError(of);
  if (!isBrokenCircuitError(error)) return error;
  return new VoyageFault('server', 'Voyage has not answered several times in a row.').toError(of);
}
