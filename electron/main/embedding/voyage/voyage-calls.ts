/**
 * Calls of Voyage: within the limits and the spending limit, tried again while that may help, each try written down
 * before it is sent and settled after it.
 */
import { RecollectError } from '../../../shared/errors.ts';
import type { VoyageSettings } from '../../../shared/contract/settings.ts';
import { MOST_TEXTS, type VoyageModel } from '../../../shared/voyage-models.ts';
import { sumOfMasked, type Account, type CallEnd } from './account.ts';
import { addressFor } from './api-address.ts';
import { createCallPolicy, type CallPolicy } from './call-policy.ts';
import { callEmbeddings, type EmbeddingsAnswer, type Fetch } from './embeddings-call.ts';
import { RateLimiter, type LimiterClock } from './rate-limiter.ts';
import { tokensIn, type CallBudget, type SizedText } from './request-plan.ts';
import type { Spending } from './spending.ts';
import { estimateTokens, type TokenEstimator } from './token-estimate.ts';
import { VoyageFault } from './voyage-fault.ts';

/** The share of a minute's tokens that one call may take: larger ones are refused at the edges of the minute. */
const CALL_SHARE = 0.01;

/** What is known from the account when the provider begins, and kept up by it. */
export interface Books {
  readonly spending: Spending;
  readonly estimator: TokenEstimator;
}

/** What calls are made with. */
export interface VoyageCallsParts {
  readonly model: VoyageModel;
  readonly settings: VoyageSettings;
  readonly fetch: Fetch;
  /** Asked for each call, so that the key is nowhere else. Null where there is none. */
  readonly key: () => Promise<string | null>;
  readonly account: Account;
  /** What was spent, and what the account has taught of counting tokens. */
  readonly books: () => Promise<Books>;
  readonly clock: LimiterClock;
  /** Most texts in a call; by default as many as Voyage takes. */
  readonly mostTexts?: number;
  /** Makes the policy of calls; called again when the user retries. */
  readonly policy?: () => CallPolicy;
}

/** Makes calls. Owns their pace. */
export class VoyageCalls {
  private readonly parts: VoyageCallsParts;
  private readonly limiter: RateLimiter;
  private policy: CallPolicy;
  private opened: Promise<Books> | undefined;
  private hasWorked = false;

  constructor(parts: VoyageCallsParts) {
    this.parts = parts;
    this.limiter = new RateLimiter(parts.model, parts.clock);
    this.policy = this.newPolicy();
  }

  /** Whether a call has worked: then a text that is refused is at fault itself, and not the settings. */
  get worked(): boolean {
    return this.hasWorked;
  }

  /** Forgets that calls have failed in a row. */
  tryAgain(): void {
    this.policy = this.newPolicy();
  }

  /** What one call may take now. */
  budget(): CallBudget {
    const { tokensPerMinute, requestsPerMinute } = this.limiter.current;
    const share = Math.max(tokensPerMinute * CALL_SHARE, tokensPerMinute / requestsPerMinute);
    return {
      texts: Math.min(MOST_TEXTS, this.parts.mostTexts ?? MOST_TEXTS),
      tokens: Math.floor(Math.min(this.parts.model.callTokens, share)),
    };
  }

  /** What is known from the account. */
  books(): Promise<Books> {
    this.opened ??= this.parts.books().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  private newPolicy(): CallPolicy {
    return this.parts.policy?.() ?? createCallPolicy();
  }

  /** One call, tried again while that may help. Each try is written down. */
  async call(
    texts: readonly SizedText[],
    kind: 'document' | 'query',
    signal: AbortSignal,
  ): Promise<{ readonly answer: EmbeddingsAnswer; readonly receipt: number }> {
    return this.policy.run((attempt) => this.tryOnce(texts, kind, attempt), {
      signal,
      query: kind === 'query',
    });
  }

  private async tryOnce(
    texts: readonly SizedText[],
    kind: 'document' | 'query',
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
        model: model.name,
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
      await account.closeCall(receipt, end, end.state === 'answered' ? sumOfMasked(texts) : {});
      if ('error' in outcome) {
        this.pace(outcome.error, texts, tokens);
        throw outcome.error;
      }
      this.hasWorked = true;
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
    const { settings, fetch, model } = this.parts;
    const { baseUrl, dimensions, dtype } = settings;
    try {
      const answer = await this.policy.timed(
        (timed) =>
          callEmbeddings(
            fetch,
            { baseUrl: addressFor(key, baseUrl), model: model.name, dimensions, dtype },
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
}

function endOf({ paid }: VoyageFault): CallEnd {
  if (paid === 'nothing') return { state: 'unpaid' };
  return { state: 'lost', tokens: paid === 'estimate' ? null : paid.tokens };
}
