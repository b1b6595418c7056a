/**
 * The running total, and the limit that stops it: of all models together. What is under way counts as spent.
 */
import { RecollectError } from '../../../shared/errors.ts';
import type { ModelSpending } from './account.ts';
import { modelOf, priceOf, type ModelChoice, type VoyageModel } from '../../../shared/voyage-models.ts';

/** What a call is taken to cost at the most before its answer says what it did, as a share of the estimate. */
const RESERVED = 1.5;

/** What calls of one model add to. */
export class Spending {
  private readonly model: VoyageModel;
  private readonly limitUsd: number | null;
  /** US dollars that went to other models. */
  private readonly elsewhere: number;
  private paid: number;
  private underWay = 0;

  /** `before`: what the account says at the start. */
  constructor(choice: ModelChoice, limitUsd: number | null, before: readonly ModelSpending[]) {
    this.model = modelOf(choice);
    this.limitUsd = limitUsd;
    this.elsewhere = before
      .filter(({ model }) => model !== choice.model)
      .reduce((sum, row) => sum + usdOf(row, choice), 0);
    this.paid = tokensOf(before, choice.model);
  }

  /** Tokens of the model that were charged. */
  get tokens(): number {
    return this.paid;
  }

  /** Of all models, in US dollars, free tokens left out. */
  get usd(): number {
    return this.elsewhere + priceOf(this.model, this.paid, 0);
  }

  /** Begins a call. @throws RecollectError `spending-limit` if it could pass the limit; it isn't begun then. */
  begin(tokens: number): void {
    const reserved = (this.underWay + tokens) * RESERVED;
    const price = this.elsewhere + priceOf(this.model, this.paid + reserved, 0);
    if (this.limitUsd !== null && price > this.limitUsd) {
      throw new RecollectError(
        'spending-limit',
        `The spending limit of $${this.limitUsd.toFixed(2)} is reached: $${this.usd.toFixed(2)} are spent, and what is sent next could pass it. What has its vector stays. Raise the limit in the settings, or with --limit-usd, to go on.`,
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

/** What was spent with a model in US dollars: at the price at which it was called last, free tokens left out. */
export function usdOf({ model, usdPerMillion, tokens }: ModelSpending, choice: ModelChoice): number {
  const { freeTokens } = modelOf({ ...choice, model });
  return priceOf({ usdPerMillion, freeTokens }, tokens, 0);
}
