/**
 * What an index at Voyage would send and cost, before anything is sent.
 */
import type { VoyageSettings } from '../../../shared/contract/settings.ts';
import { modelOf, priceOf } from '../../../shared/voyage-models.ts';
import type { LibraryReader } from '../../library/library.ts';
import type { BacklogCursor } from '../../library/vector-store.ts';
import { sumOfMasked } from './account.ts';
import { MASK, maskSecrets } from './mask-secrets.ts';
import { tokensOf } from './spending.ts';
import type { TokenEstimator } from './token-estimate.ts';

/** The estimate. Money in US dollars. */
export interface CostEstimate {
  readonly model: string;
  readonly dimensions: number;
  readonly usdPerMillion: number;
  /** When the price was looked up, as a date. */
  readonly pricesAsOf: string;
  /** Texts to send, equal ones once, and the tokens that they will probably have. */
  readonly chunks: number;
  readonly tokens: number;
  readonly usd: number;
  /** How far tokens may be off, as a share of them, and what that makes of the price at the least and at the most. */
  readonly margin: number;
  readonly usdFrom: number;
  readonly usdTo: number;
  /** Free tokens that are left by Recollect's own account; what else the key is used for is not known. */
  readonly freeTokensLeft: number;
  /** At the rate that Voyage allows. */
  readonly minutes: number;
  /** Chunks that are not sent: of excluded projects and sources. */
  readonly leftOut: number;
  /** Chunks of which the user has marked all as private. */
  readonly privateTexts: number;
  /** Secrets that are masked, by rule. */
  readonly masked: readonly { readonly rule: string; readonly count: number }[];
  /** Texts exactly as they would be sent, from the newest conversations. */
  readonly sample: readonly string[];
  /** Texts in which something was masked, as they would be sent; shortened around the mask. */
  readonly maskedSample: readonly string[];
}

const PAGE = 4_096;
const MASKED_AT_ONCE = 128;
const SAMPLES = 3;
const MASKED_SAMPLES = 20;
/** Characters around a mask. */
const AROUND = 60;

/** What the estimate is made of. */
export interface EstimateParts {
  readonly library: LibraryReader;
  readonly settings: VoyageSettings;
  readonly estimator: TokenEstimator;
  /** The index, if it has been made. */
  readonly index: number | null;
}

/** Goes through everything that waits. Takes some seconds for 100,000 chunks. */
export async function estimateCost(parts: EstimateParts, signal: AbortSignal): Promise<CostEstimate> {
  const { library, settings, estimator, index } = parts;
  const model = modelOf(settings);
  const leftOut = { projects: settings.excludedProjects, sources: settings.excludedSources };
  const seen = new Set<number>();
  const masked = new Map<string, number>();
  const sample: string[] = [];
  const maskedSample: string[] = [];
  let tokens = 0;
  let privateTexts = 0;
  let chunks = 0;
  for (let after: BacklogCursor | null = null, ended = false; !ended;) {
    signal.throwIfAborted();
    const page = await library.read.backlog(index, after, PAGE, leftOut);
    const fresh = page.texts.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    for (let from = 0; from < fresh.length; from += MASKED_AT_ONCE) {
      const given = fresh.slice(from, from + MASKED_AT_ONCE);
      const open = await maskSecrets(given.map(({ text }) => text));
      for (const [rule, count] of Object.entries(sumOfMasked(open)))
        masked.set(rule, (masked.get(rule) ?? 0) + count);
      for (const { text } of open) {
        if (text.trim() === '') {
          privateTexts += 1;
          continue;
        }
        chunks += 1;
        tokens += estimator.tokens(text);
        if (sample.length < SAMPLES) sample.push(text);
        if (maskedSample.length < MASKED_SAMPLES && text.includes(MASK)) maskedSample.push(aroundMask(text));
      }
    }
    after = page.next;
    ended = after === null;
  }
  const kept = await library.read.indexProgress(index, leftOut);
  const spent = tokensOf(await library.read.spending(), model.name);
  const { margin } = estimator;
  const minutes = Math.max(tokens / model.tokensPerMinute, chunks / 1_000 / model.requestsPerMinute);
  return {
    model: model.name,
    dimensions: settings.dimensions,
    usdPerMillion: model.usdPerMillion,
    pricesAsOf: model.pricesAsOf,
    chunks,
    tokens,
    usd: priceOf(model, tokens, spent),
    margin,
    usdFrom: priceOf(model, tokens * (1 - margin), spent),
    usdTo: priceOf(model, tokens * (1 + margin), spent),
    freeTokensLeft: Math.max(0, model.freeTokens - spent),
    minutes,
    leftOut: kept.excluded,
    privateTexts: privateTexts + kept.withheld,
    masked: [...masked].map(([rule, count]) => ({ rule, count })),
    sample,
    maskedSample,
  };
}

function aroundMask(text: string): string {
  const at = text.indexOf(MASK);
  const from = Math.max(0, at - AROUND);
  const to = at + MASK.length + AROUND;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
