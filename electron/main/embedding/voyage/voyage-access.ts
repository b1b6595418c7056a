/**
 * Voyage as an engine or a command uses it: the provider over the library's account, the estimate, the consent.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { VoyageSettings } from '../../../shared/contract/settings.ts';
import { RecollectError } from '../../../shared/errors.ts';
import { modelOf } from '../../../shared/voyage-models.ts';
import { CHUNKER_VERSION } from '../../../shared/chunking/limits.ts';
import type { LibraryReader } from '../../library/library.ts';
import type { KeyStore } from '../../settings/key-store.ts';
import type { ModelSpending } from './account.ts';
import { agreedTokens, whyAsk, type Consent } from './consent.ts';
import { estimateCost, type CostEstimate } from './cost-estimate.ts';
import type { Fetch } from './embeddings-call.ts';
import { Spending, usdOf } from './spending.ts';
import { correctionOf, TokenEstimator } from './token-estimate.ts';
import type { Books } from './voyage-calls.ts';
import { VoyageProvider } from './voyage-provider.ts';

/** The host's means of reaching Voyage. */
export interface VoyageMeans {
  readonly fetch: Fetch;
  readonly key: KeyStore;
}

/** What access works with. */
export interface VoyageAccessParts {
  readonly library: LibraryReader;
  readonly means: VoyageMeans;
  readonly settings: VoyageSettings;
}

/** Money and tokens so far, by model. US dollars. */
export interface SpendingView {
  readonly model: string;
  readonly calls: number;
  readonly tokens: number;
  readonly queryTokens: number;
  /** Paid without a vector to show for it: interrupted or spoilt calls, which were sent again. */
  readonly lostTokens: number;
  readonly usd: number;
}

/** Access with the settings of one moment. */
export class VoyageAccess {
  private readonly parts: VoyageAccessParts;

  constructor(parts: VoyageAccessParts) {
    this.parts = parts;
  }

  /** A provider. Sends documents only where the user has agreed. */
  provider(): VoyageProvider {
    const { library, means, settings } = this.parts;
    let books: Promise<Books> | undefined;
    return new VoyageProvider({
      model: modelOf(settings),
      settings,
      fetch: means.fetch,
      key: () => means.key.read(),
      account: {
        openCall: (call) => library.account.openCall(call),
        closeCall: (call, end, masked) => library.account.closeCall(call, end, masked),
      },
      books: () => (books ??= this.books()),
      allowed: async () => this.checkConsent((await (books ??= this.books())).spending.tokens),
      clock: {
        now: () => performance.now(),
        wait: (ms, signal) => wait(ms, undefined, { signal }),
      },
    });
  }

  /** What everything that waits would cost. */
  async estimate(signal: AbortSignal): Promise<CostEstimate> {
    const { library, settings } = this.parts;
    const { estimator } = await this.books();
    const index = await library.read.findIndex({
      provider: 'voyage',
      model: settings.model,
      dimensions: settings.dimensions,
      chunkerVersion: CHUNKER_VERSION,
    });
    return estimateCost({ library, settings, estimator, index: index ?? null }, signal);
  }

  /** The consent that agreeing to an estimate gives. */
  async agreement(estimate: Pick<CostEstimate, 'model' | 'usdPerMillion' | 'tokens'>): Promise<Consent> {
    const { model, usdPerMillion } = estimate;
    const tokens = await this.tokens();
    return {
      at: Date.now(),
      model,
      usdPerMillion,
      tokens: agreedTokens({ model, usdPerMillion, tokens }, estimate.tokens),
      sources: await this.sources(),
    };
  }

  /** Why the user has to be asked before something is sent; null if they have agreed. */
  async whyAsk(spentTokens?: number): Promise<string | null> {
    const { library, settings } = this.parts;
    const { name, usdPerMillion } = modelOf(settings);
    return whyAsk(await library.read.lastConsent(name), {
      model: name,
      usdPerMillion,
      tokens: spentTokens ?? (await this.tokens()),
      sources: await this.sources(),
    });
  }

  /** What was spent, by model. */
  async spending(): Promise<SpendingView[]> {
    const { library, settings } = this.parts;
    return (await library.read.spending()).map((row) => viewOf(row, settings));
  }

  private async checkConsent(spentTokens: number): Promise<void> {
    const why = await this.whyAsk(spentTokens);
    if (why !== null) throw new RecollectError('consent-needed', why);
  }

  private async tokens(): Promise<number> {
    const { name } = modelOf(this.parts.settings);
    const rows = await this.parts.library.read.spending();
    return rows.find(({ model }) => model === name)?.tokens ?? 0;
  }

  private async sources(): Promise<string[]> {
    const { library, settings } = this.parts;
    const excluded = new Set(settings.excludedSources);
    return (await library.read.sources()).map(({ path }) => path).filter((path) => !excluded.has(path));
  }

  private async books(): Promise<Books> {
    const { library, settings } = this.parts;
    const rows = await library.read.spending();
    const row = rows.find(({ model }) => model === settings.model);
    return {
      spending: new Spending(settings, settings.limitUsd, rows),
      estimator: new TokenEstimator(row && correctionOf(row)),
    };
  }
}

function viewOf(row: ModelSpending, settings: VoyageSettings): SpendingView {
  const { model, calls, tokens, queryTokens, lostTokens } = row;
  return { model, calls, tokens, queryTokens, lostTokens, usd: usdOf(row, settings) };
}
