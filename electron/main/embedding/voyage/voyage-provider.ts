/**
 * The provider that embeds at Voyage: over HTTP, within its limits, its user's spending limit and consent. Every
 * text ends with a vector, in quarantine with a reason, or in the backlog still.
 */
import { isBrokenCircuitError } from 'cockatiel';
import { RecollectError } from '../../../shared/errors.ts';
import type { VoyageSettings } from '../../../shared/contract/settings.ts';
import type { EmbeddedDocuments, EmbeddingProvider, ProviderFailure, ProviderStatus } from '../provider.ts';
import type { Account, CallEnd, MaskCounts } from './account.ts';
import { createCallPolicy, type CallPolicy } from './call-policy.ts';
import { callEmbeddings, type EmbeddingsAnswer, type Fetch } from './embeddings-call.ts';
import { maskSecrets } from './mask-secrets.ts';
import { MOST_TEXTS, type VoyageModel } from '../../../shared/voyage-models.ts';
import { RateLimiter, type LimiterClock } from './rate-limiter.ts';
import { planCalls, tokensIn, type CallBudget, type SizedText } from './request-plan.ts';
import type { Spending } from './spending.ts';
import { estimateTokens, type TokenEstimator } from './token-estimate.ts';
import { VoyageFault } from './voyage-fault.ts';

/** Tokens of a text before any was seen: to ask for batches that fill a call. */
const TEXT_TOKENS = 220;
/** How full: a batch that is a little too large takes two calls. */
const FILLED = 0.9;
/** The share of a minute's tokens that one call may take: larger ones are refused at the edges of the minute. */
const CALL_SHARE = 0.01;
/** Calls under way at once. */
const CONCURRENCY = 8;

/** What is known from the account when the provider begins, and kept up by it. */
export interface Books {
  readonly spending: Spending;
  readonly estimator: TokenEstimator;
}

/** What the provider works with. */
export interface VoyageProviderParts {
  readonly model: VoyageModel;
  readonly settings: VoyageSettings;
  readonly fetch: Fetch;
  /** Asked for each call, so that the key is nowhere else. Null where there is none. */
  readonly key: () => Promise<string | null>;
  readonly account: Account;
  /** What was spent, and what the account has taught of counting tokens. */
  readonly books: () => Promise<Books>;
  /** Resolves when documents may be sent. @throws RecollectError `consent-needed`. */
  readonly allowed: () => Promise<void>;
  readonly clock: LimiterClock;
  /** Most texts in a call; by default as many as Voyage takes. */
  readonly mostTexts?: number;
  /** Makes the policy of calls; called again when the user retries. */
  readonly policy?: () => CallPolicy;
}

interface Prepared {
  readonly texts: SizedText[];
  readonly withheld: readonly { readonly index: number; readonly reason: string }[];
  readonly masked: MaskCounts;
}

/** What came of some texts. */
interface Embedded {
  readonly rows: readonly (readonly [index: number, vector: Float32Array])[];
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
  readonly tokens: number;
  readonly receipts: readonly number[];
}

/** Embeds at Voyage. */
export class VoyageProvider implements EmbeddingProvider {
  readonly provider = 'voyage';
  readonly model: string;
  readonly dimensions: number;
  readonly capacity = CONCURRENCY;
  private readonly parts: VoyageProviderParts;
  private readonly limiter: RateLimiter;
  private readonly abort = new AbortController();
  private policy: CallPolicy;
  /** Tokens of a text in the last batch. */
  private textTokens = TEXT_TOKENS;
  private failure: ProviderFailure | null = null;
  private opened: Promise<Books> | undefined;
  /** Whether a call has worked: then a text that is refused is at fault itself, and not the settings. */
  private worked = false;

  constructor(parts: VoyageProviderParts) {
    this.parts = parts;
    this.model = parts.model.name;
    this.dimensions = parts.settings.dimensions;
    this.limiter = new RateLimiter(parts.model, parts.clock);
    this.policy = this.newPolicy();
  }

  /** Texts of a batch: about one call's. */
  get batchTexts(): number {
    const { texts, tokens } = this.budget();
    return Math.max(1, Math.min(texts, Math.floor((tokens * FILLED) / this.textTokens)));
  }

  async embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments> {
    const stop = AbortSignal.any([signal, this.abort.signal]);
    const { texts: sized, withheld, masked } = await this.prepare(texts);
    const calls = planCalls(sized, this.budget());
    const answers = await Promise.allSettled(
      calls.map((call, at) => this.embedSplitting(call, at === 0 ? masked : {}, stop)),
    );
    const done = answers.map((answer) => {
      if (answer.status === 'rejected') throw this.stopped(answer.reason, stop);
      return answer.value;
    });
    this.failure = null;
    const vectors = new Float32Array(texts.length * this.dimensions);
    for (const { rows } of done) {
      for (const [index, vector] of rows) vectors.set(vector, index * this.dimensions);
    }
    return {
      vectors,
      quarantined: [...withheld, ...done.flatMap(({ refused }) => refused)],
      tokens: done.reduce((sum, { tokens }) => sum + tokens, 0),
      receipts: done.flatMap(({ receipts }) => receipts),
    };
  }

  async embedQuery(text: string, signal: AbortSignal): Promise<Float32Array> {
    const stop = AbortSignal.any([signal, this.abort.signal]);
    try {
      const { estimator } = await this.books();
      const { texts, found } = await maskSecrets([text]);
      const open = texts[0] ?? '';
      const sized = [{ index: 0, text: open, tokens: estimator.tokens(open) }];
      const { answer } = await this.call(sized, 'query', found, stop);
      return answer.vectors;
    } catch (error) {
      throw leaving(error, stop);
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
    this.policy = this.newPolicy();
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

  private books(): Promise<Books> {
    this.opened ??= this.parts.books().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  private newPolicy(): CallPolicy {
    return this.parts.policy?.() ?? createCallPolicy();
  }

  private budget(): CallBudget {
    const { tokensPerMinute, requestsPerMinute } = this.limiter.current;
    const share = Math.max(tokensPerMinute * CALL_SHARE, tokensPerMinute / requestsPerMinute);
    return {
      texts: Math.min(MOST_TEXTS, this.parts.mostTexts ?? MOST_TEXTS),
      tokens: Math.floor(Math.min(this.parts.model.callTokens, share)),
    };
  }

  private async prepare(texts: readonly string[]): Promise<Prepared> {
    const { estimator } = await this.books();
    const { texts: open, found } = await maskSecrets(texts);
    const sized: SizedText[] = [];
    const withheld: { index: number; reason: string }[] = [];
    for (const [index, text] of open.entries()) {
      if (text.trim() === '') withheld.push({ index, reason: 'All of it is private, so it was not sent.' });
      else sized.push({ index, text, tokens: estimator.tokens(text) });
    }
    if (sized.length > 0) this.textTokens = tokensIn(sized) / sized.length;
    return { texts: sized, withheld, masked: found };
  }

  /** Embeds texts in one call; where that is refused for what it holds, in halves, until the text at fault is alone. */
  private async embedSplitting(
    texts: readonly SizedText[],
    masked: MaskCounts,
    signal: AbortSignal,
  ): Promise<Embedded> {
    try {
      await this.parts.allowed();
      const { answer, receipt } = await this.call(texts, 'document', masked, signal);
      const { dimensions } = this;
      const rows = texts.map(
        ({ index }, row) =>
          [index, answer.vectors.subarray(row * dimensions, (row + 1) * dimensions)] as const,
      );
      return { rows, refused: [], tokens: answer.tokens, receipts: [receipt] };
    } catch (error) {
      if (!(error instanceof VoyageFault)) throw error;
      if (texts.length > 1 && (error.kind === 'bad-request' || error.kind === 'too-large')) {
        return await this.embedHalves(texts, masked, error, signal);
      }
      if (error.kind === 'bad-request' && this.worked) {
        return {
          rows: [],
          refused: texts.map(({ index }) => ({ index, reason: error.message })),
          tokens: 0,
          receipts: [],
        };
      }
      throw error;
    }
  }

  private async embedHalves(
    texts: readonly SizedText[],
    masked: MaskCounts,
    fault: VoyageFault,
    signal: AbortSignal,
  ): Promise<Embedded> {
    const half = Math.ceil(texts.length / 2);
    const parts = [texts.slice(0, half), texts.slice(half)];
    const halves: Embedded[] = [];
    const waiting: (readonly SizedText[])[] = [];
    for (const [at, part] of parts.entries()) {
      try {
        halves.push(await this.embedSplitting(part, at === 0 ? masked : {}, signal));
      } catch (error) {
        // Nothing has worked yet: what was refused is looked at again when something else has.
        if (!(error instanceof VoyageFault) || error.kind !== 'bad-request') throw error;
        waiting.push(part);
      }
    }
    if (waiting.length > 0 && !this.worked) throw fault;
    for (const part of waiting) halves.push(await this.embedSplitting(part, {}, signal));
    return {
      rows: halves.flatMap(({ rows }) => rows),
      refused: halves.flatMap(({ refused }) => refused),
      tokens: halves.reduce((sum, { tokens }) => sum + tokens, 0),
      receipts: halves.flatMap(({ receipts }) => receipts),
    };
  }

  /** One call, tried again while that may help. Each try is written down. */
  private async call(
    texts: readonly SizedText[],
    kind: 'document' | 'query',
    masked: MaskCounts,
    signal: AbortSignal,
  ): Promise<{ readonly answer: EmbeddingsAnswer; readonly receipt: number }> {
    return this.policy.run((attempt) => this.tryOnce(texts, kind, masked, attempt), {
      signal,
      query: kind === 'query',
    });
  }

  private async tryOnce(
    texts: readonly SizedText[],
    kind: 'document' | 'query',
    masked: MaskCounts,
    signal: AbortSignal,
  ): Promise<{ readonly answer: EmbeddingsAnswer; readonly receipt: number }> {
    const { account, model } = this.parts;
    const { spending, estimator } = await this.books();
    const key = await this.parts.key();
    if (key === null || key === '') {
      throw new RecollectError(
        'voyage-key-missing',
        'There is no key for Voyage. Give one in the settings, or in VOYAGE_API_KEY.',
      );
    }
    const tokens = tokensIn(texts);
    spending.begin(tokens);
    let charged = 0;
    try {
      await this.limiter.take(tokens, signal);
      const opened = {
        model: this.model,
        kind,
        texts: texts.length,
        estimatedTokens: tokens,
        rawTokens: texts.reduce((sum, { text }) => sum + estimateTokens(text), 0),
        usdPerMillion: model.usdPerMillion,
      };
      const receipt = await account.openCall(opened).catch((error: unknown) => {
        this.limiter.failed(tokens);
        throw error;
      });
      const outcome = await this.send(texts, kind, key, signal);
      const { end } = outcome;
      charged = end.state === 'unpaid' ? 0 : (end.tokens ?? tokens);
      await account.closeCall(receipt, end, end.state === 'answered' ? masked : {});
      if ('error' in outcome) {
        this.pace(outcome.error, texts, tokens);
        throw outcome.error;
      }
      this.worked = true;
      estimator.learn(opened.rawTokens, outcome.answer.tokens);
      this.limiter.settle(tokens, outcome.answer.tokens);
      return { answer: outcome.answer, receipt };
    } finally {
      spending.end(tokens, charged);
    }
  }

  /** Sends a call, and says how it ended: never rejects. */
  private async send(
    texts: readonly SizedText[],
    kind: 'document' | 'query',
    key: string,
    signal: AbortSignal,
  ): Promise<
    | { readonly end: CallEnd; readonly answer: EmbeddingsAnswer }
    | { readonly end: CallEnd; readonly error: unknown }
  > {
    const { settings, fetch } = this.parts;
    const { baseUrl, dimensions, dtype } = settings;
    try {
      const answer = await this.policy.timed(
        (timed) =>
          callEmbeddings(
            fetch,
            { baseUrl, model: this.model, dimensions, dtype },
            { texts: texts.map(({ text }) => text), kind, key, signal: timed },
          ),
        { signal, query: kind === 'query' },
      );
      return { end: { state: 'answered', tokens: answer.tokens }, answer };
    } catch (error) {
      // What is no fault is the signal's: the call was under way, and may have been charged.
      return { end: error instanceof VoyageFault ? endOf(error) : { state: 'lost', tokens: null }, error };
    }
  }

  /** Lets the limiter know of a call that failed. @throws VoyageFault `too-large` if it would be refused for ever. */
  private pace(error: unknown, texts: readonly SizedText[], tokens: number): void {
    if (!(error instanceof VoyageFault) || error.kind !== 'rate-limited') {
      this.limiter.failed(tokens);
      return;
    }
    this.limiter.refused(error.retryAfterMs, tokens);
    if (texts.length > 1 && tokens > this.budget().tokens) {
      throw new VoyageFault('too-large', error.message, { cause: error });
    }
  }

  /** The error of documents that leaves: it is kept for the status too. A question may fail by itself. */
  private stopped(error: unknown, signal: AbortSignal): unknown {
    const known = leaving(error, signal);
    if (!signal.aborted && known instanceof RecollectError) this.failure = known.toFailure();
    return known;
  }
}

/** What leaves the provider for an error: one with a sentence, wherever it is known. */
function leaving(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof VoyageFault) return error.toError();
  if (!isBrokenCircuitError(error)) return error;
  return new RecollectError(
    'voyage-unavailable',
    'Voyage has not answered several times in a row. What has its vector stays; the rest goes on when you try again.',
  );
}

function endOf({ paid }: VoyageFault): CallEnd {
  if (paid === 'nothing') return { state: 'unpaid' };
  return { state: 'lost', tokens: paid === 'estimate' ? null : paid.tokens };
}
