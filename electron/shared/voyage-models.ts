/**
 * Voyage's models as its public documentation describes them. Prices and limits change: settings go before the table.
 *
 * Sources: dimensions and context https://docs.voyageai.com/docs/embeddings, texts and tokens a call
 * https://docs.voyageai.com/reference/embeddings-api, limits a minute (of the first paid tier)
 * https://docs.voyageai.com/docs/rate-limits, prices and free tokens https://docs.voyageai.com/docs/pricing.
 */

/** When prices and limits were looked up. */
export const PRICES_AS_OF = '2026-11-27';

/** Most texts in one call, whatever the model. */
export const MOST_TEXTS = 1_000;

/** A model, with what a call may hold and costs. */
export interface VoyageModel {
  readonly name: string;
  readonly usdPerMillion: number;
  /** Tokens that Voyage gives to every account before it charges for this model. */
  readonly freeTokens: number;
  readonly dimensions: readonly number[];
  /** Tokens of one text. */
  readonly contextTokens: number;
  /** Tokens of all texts of one call. */
  readonly callTokens: number;
  readonly tokensPerMinute: number;
  readonly requestsPerMinute: number;
  /** Whether it answers in int8 as well as in float. */
  readonly int8: boolean;
  /** When price and limits were looked up, as a date. */
  readonly pricesAsOf: string;
}

const FLEXIBLE = [256, 512, 1_024, 2_048] as const;
const FIXED = [1_024] as const;

const current = {
  freeTokens: 200_000_000,
  dimensions: FLEXIBLE,
  contextTokens: 32_000,
  requestsPerMinute: 2_000,
  int8: true,
  pricesAsOf: PRICES_AS_OF,
} as const;
const large = { callTokens: 120_000, tokensPerMinute: 3_000_000 } as const;
const middle = { callTokens: 320_000, tokensPerMinute: 8_000_000 } as const;
const lite = { callTokens: 1_000_000, tokensPerMinute: 16_000_000 } as const;
const special = { ...current, ...large, freeTokens: 50_000_000, dimensions: FIXED, int8: false } as const;

/** The models that can be chosen without further settings. */
export const voyageModels: readonly VoyageModel[] = [
  { ...current, ...middle, name: 'voyage-4', usdPerMillion: 0.06 },
  { ...current, ...large, name: 'voyage-4-large', usdPerMillion: 0.12 },
  { ...current, ...lite, name: 'voyage-4-lite', usdPerMillion: 0.02 },
  { ...current, ...large, name: 'voyage-code-3', usdPerMillion: 0.18 },
  { ...current, ...middle, name: 'voyage-3.5', usdPerMillion: 0.06 },
  { ...current, ...lite, name: 'voyage-3.5-lite', usdPerMillion: 0.02 },
  { ...current, ...large, name: 'voyage-3-large', usdPerMillion: 0.18 },
  { ...special, name: 'voyage-finance-2', usdPerMillion: 0.12 },
  { ...special, name: 'voyage-law-2', usdPerMillion: 0.12, contextTokens: 16_000 },
];

/** What a user has changed in the table for one model. What is null follows the table. */
export interface ModelChange {
  readonly usdPerMillion: number | null;
  readonly freeTokens: number | null;
  readonly tokensPerMinute: number | null;
  readonly requestsPerMinute: number | null;
  readonly pricesAsOf: string | null;
}

/** What settings say of the model, and of all models by their names. */
export interface ModelChoice {
  readonly model: string;
  readonly dimensions: number;
  readonly dtype: 'float' | 'int8';
  readonly models: Readonly<Record<string, ModelChange>>;
}

/** Why a choice is not possible, as a sentence; null if it is. */
export function problemOf({ model, dimensions, dtype, models }: ModelChoice): string | null {
  const known = voyageModels.find(({ name }) => name === model);
  const price = models[model]?.usdPerMillion ?? null;
  if (!known && price === null) {
    const names = voyageModels.map(({ name }) => name).join(', ');
    return `The price of the model "${model}" is not known. Choose ${names}, or give it in "models": { "${model}": { "usdPerMillion": ... } }.`;
  }
  if (known && !known.dimensions.includes(dimensions)) {
    return `${model} has no vectors of ${dimensions} dimensions: choose ${known.dimensions.join(', ')}.`;
  }
  if (known?.int8 === false && dtype === 'int8') return `${model} answers in float only.`;
  return null;
}

/**
 * The model of a choice, with what the choice says of its price and limits. One that the table does not know takes
 * the lowest limits of a call.
 */
export function modelOf(choice: ModelChoice): VoyageModel {
  const model: VoyageModel = voyageModels.find(({ name }) => name === choice.model) ?? {
    ...current,
    ...large,
    name: choice.model,
    usdPerMillion: 0,
    freeTokens: 0,
    dimensions: [choice.dimensions],
  };
  const change = choice.models[choice.model];
  return {
    ...model,
    usdPerMillion: change?.usdPerMillion ?? model.usdPerMillion,
    freeTokens: change?.freeTokens ?? model.freeTokens,
    tokensPerMinute: change?.tokensPerMinute ?? model.tokensPerMinute,
    requestsPerMinute: change?.requestsPerMinute ?? model.requestsPerMinute,
    pricesAsOf: change?.pricesAsOf ?? model.pricesAsOf,
  };
}

/** What `tokens` cost in US dollars when so many were paid or used up before. */
export function priceOf(
  model: Pick<VoyageModel, 'freeTokens' | 'usdPerMillion'>,
  tokens: number,
  before: number,
): number {
  const charged = (total: number): number => Math.max(0, total - model.freeTokens);
  return ((charged(before + tokens) - charged(before)) / 1_000_000) * model.usdPerMillion;
}
