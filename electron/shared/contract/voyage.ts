/**
 * Voyage as the window shows it: what it would send and cost, what was agreed to and spent, and the indexes that
 * there are. The key goes in and never comes out. Money in US dollars.
 */
import { z } from 'zod';
import { searchHitSchema } from './search.ts';

const count = z.int().nonnegative();
const dollars = z.number().nonnegative();

/** Secrets that a rule found, which were or would be masked. */
const maskedSchema = z.strictObject({ rule: z.string(), count });

/** What everything that waits would cost. */
export const costEstimateSchema = z.strictObject({
  model: z.string(),
  dimensions: count,
  usdPerMillion: dollars,
  pricesAsOf: z.string(),
  chunks: count,
  tokens: count,
  usd: dollars,
  /** How far tokens may be off, as a share of them, and what that makes of the price. */
  margin: z.number().nonnegative(),
  usdFrom: dollars,
  usdTo: dollars,
  freeTokensLeft: count,
  minutes: z.number().nonnegative(),
  leftOut: count,
  privateTexts: count,
  masked: z.array(maskedSchema),
  /** Texts exactly as they would be sent. */
  sample: z.array(z.string()),
  maskedSample: z.array(z.string()),
});
export type CostView = z.infer<typeof costEstimateSchema>;

/** What the user has seen and agrees to. */
export const agreementSchema = z.strictObject({ model: z.string(), usdPerMillion: dollars, tokens: count });

/** Where Voyage stands. */
export const voyageStateSchema = z.strictObject({
  /** Whether there is a key; what it is, nobody is told. */
  hasKey: z.boolean(),
  /** Why the user has to agree before something is sent; null if they have. */
  whyAsk: z.string().nullable(),
  spending: z.array(
    z.strictObject({
      model: z.string(),
      calls: count,
      tokens: count,
      queryTokens: count,
      /** Paid for vectors that never arrived or were not stored: they were paid twice. */
      lostTokens: count,
      usd: dollars,
    }),
  ),
  /** Secrets that were masked in what was sent. */
  masked: z.array(maskedSchema),
});
export type VoyageState = z.infer<typeof voyageStateSchema>;

/** An index of the library. */
export const storedIndexSchema = z.strictObject({
  id: z.int(),
  provider: z.string(),
  model: z.string(),
  dimensions: count,
  vectors: count,
  bytes: z.number().nonnegative(),
  /** What its vectors would cost again; 0 for one that was made on this machine. */
  usd: dollars,
  /** It is being filled or searched, and can't be removed. */
  inUse: z.boolean(),
});
export type StoredIndexView = z.infer<typeof storedIndexSchema>;

/** What two indexes find for the same question. */
export const comparisonSchema = z.strictObject({
  local: z.array(searchHitSchema),
  voyage: z.array(searchHitSchema),
});
export type ComparisonView = z.infer<typeof comparisonSchema>;
