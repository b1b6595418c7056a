/**
 * The running total of one model, and the limit that stops it. What is under way counts as spent.
 */
import { RecollectError } from '../../../shared/errors.ts';
import type { ModelSpending } from './account.ts';
import { priceOf, type VoyageModel } from '../../../shared/voyage-models.ts';

/** What a call is taken to cost at the most before its answer says what it did, as a share of the estimate. */
const RESERVED = 1.5;

/** Tokens of a model that were charged, and those under way. */
export class Spending {
  private readonly model: VoyageModel;
  private readonly limitUsd: number | null;
  private paid = 0;
  private underWay = 0;

  /** `before`: what the account says at the start. */
  constructor(model: VoyageModel, limitUsd: number | null, before: readonly ModelSpending[]) {
    this.model = model;
    this.limitUsd = limitUsd;
    this.paid = tokensOf(before, model.name);
  }

  /** Tokens that were charged. */
  get tokens(): number {
    return this.paid;
  }

  /** In US dollars, free tokens left out. */
  get usd(): number {
    return priceOf(this.model, this.paid, 0);
  }

  /** Begins a call. @throws RecollectError `spending-limit` if it could pass the limit; it isn't begun then. */
  begin(tokens: number): void {
    const price = priceOf(this.model, this.paid + (this.underWay + tokens) * RESERVED, 0);
    if (this.limitUsd !== null && price > this.limitUsd) {
      throw new RecollectError(
        'spending-limit',
        `The spending limit of $${this.limitUsd.toFixed(2)} is reached: $${this.usd.toFixed(2)} are spent. What has its vector stays. Raise the limit in the settings to go on.`,
      );
    }
    this.underWay += tokens;
  }

  /** A call that was begun with `tokens` has ended, and cost `charged`. */
  end(tokens: number, charged: number): void {
    this.underWay -= tokens;
    this.paid += charged;
  }
}

/** Tokens that were charged for a model. */
export function tokensOf(spending: readonly ModelSpending[], model: string): number {
  return spending.filter((row) => row.model === model).reduce((sum, { tokens }) => sum + tokens, 0);
}
