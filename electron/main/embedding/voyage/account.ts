/**
 * What calls to Voyage have cost. Every call is written down before it is sent, so that a program that is killed
 * still knows what it may have paid for.
 */

/** A call that is about to be sent. */
export interface OpenedCall {
  readonly model: string;
  readonly kind: 'document' | 'query';
  readonly texts: number;
  readonly estimatedTokens: number;
  /** The estimate before it was corrected by what answers had taught. */
  readonly rawTokens: number;
  readonly usdPerMillion: number;
}

/**
 * How a call ended. `unpaid`: refused, nothing was charged. `answered`: its vectors are there. `lost`: charged,
 * without vectors; `tokens` is null where only the estimate is known.
 */
export type CallEnd =
  | { readonly state: 'unpaid' }
  | { readonly state: 'answered'; readonly tokens: number }
  | { readonly state: 'lost'; readonly tokens: number | null };

/** Secrets that were masked in what was sent, by rule. */
export type MaskCounts = Readonly<Record<string, number>>;

/** The counts of several texts in one. */
export function sumOfMasked(texts: readonly { readonly masked: MaskCounts }[]): MaskCounts {
  const sum: Record<string, number> = {};
  for (const { masked } of texts)
    for (const [rule, count] of Object.entries(masked)) sum[rule] = (sum[rule] ?? 0) + count;
  return sum;
}

/** What was spent with one model. */
export interface ModelSpending {
  readonly model: string;
  readonly usdPerMillion: number;
  readonly calls: number;
  readonly tokens: number;
  /** Of these, tokens of queries. */
  readonly queryTokens: number;
  /** Of these, tokens whose vectors never arrived or were not stored: they are paid again. */
  readonly lostTokens: number;
  /** Raw estimates of the calls that were answered, and tokens that these had: what the estimate is off. */
  readonly rawTokens: number;
  readonly answeredTokens: number;
  /** How many calls these are, and the sum of the squares of their tokens over their raw estimates: how they differ. */
  readonly answeredCalls: number;
  readonly answeredSquares: number;
}

/** Keeps the account. */
export interface Account {
  /** Writes a call down and gives its number. */
  openCall(call: OpenedCall): Promise<number>;
  closeCall(call: number, end: CallEnd, masked: MaskCounts): Promise<void>;
}
