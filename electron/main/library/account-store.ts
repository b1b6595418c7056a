/**
 * The account of calls to Voyage in the library: see `../embedding/voyage/account.ts`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { CallEnd, MaskCounts, ModelSpending, OpenedCall } from '../embedding/voyage/account.ts';
import type { Consent } from '../embedding/voyage/consent.ts';
import { query, transaction } from './statements.ts';

const spendingRow = z.object({
  model: z.string(),
  usdPerMillion: z.number(),
  calls: z.int(),
  tokens: z.int(),
  queryTokens: z.int(),
  lostTokens: z.int(),
  rawTokens: z.int(),
  answeredTokens: z.int(),
  answeredCalls: z.int(),
  answeredSquares: z.number(),
});
const consentRow = z
  .object({
    at: z.number(),
    model: z.string(),
    usdPerMillion: z.number(),
    tokens: z.int(),
    sources: z.string(),
  })
  .transform((row): Consent => ({ ...row, sources: z.array(z.string()).parse(JSON.parse(row.sources)) }));

/** What a call that has no answer is taken to have cost. */
const COST = 'coalesce(tokens, estimated)';

/** Keeps the account. */
export class AccountStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  openCall(call: OpenedCall): number {
    const { model, kind, texts, estimatedTokens, rawTokens, usdPerMillion } = call;
    const { lastInsertRowid } = this.database
      .prepare(
        `INSERT INTO voyage_calls (at, model, kind, texts, estimated, raw, usd_per_million, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'sent')`,
      )
      .run(Date.now(), model, kind, texts, estimatedTokens, rawTokens, usdPerMillion);
    return Number(lastInsertRowid);
  }

  closeCall(call: number, end: CallEnd, masked: MaskCounts): void {
    transaction(this.database, () => {
      if (end.state === 'unpaid') {
        this.database.prepare('DELETE FROM voyage_calls WHERE id = ?').run(call);
        return;
      }
      this.database
        .prepare('UPDATE voyage_calls SET state = ?, tokens = ? WHERE id = ?')
        .run(end.state, end.tokens, call);
      const count = this.database.prepare(
        `INSERT INTO voyage_masked (rule, count) VALUES (?, ?)
         ON CONFLICT (rule) DO UPDATE SET count = count + excluded.count`,
      );
      for (const [rule, found] of Object.entries(masked)) count.run(rule, found);
    });
  }

  /** The vectors of these calls are in the library. In the transaction of the caller's that stores them. */
  settle(calls: readonly number[]): void {
    const settle = this.database.prepare("UPDATE voyage_calls SET state = 'stored' WHERE id = ?");
    for (const call of calls) settle.run(call);
  }

  /**
   * Calls of documents whose program has ended without their vectors: they are paid again. To be asked once by
   * whoever has the library to itself, before its first call. Says how many there were.
   */
  loseOpenCalls(): number {
    return Number(
      this.database
        .prepare(
          `UPDATE voyage_calls SET state = 'lost'
            WHERE state IN ('sent', 'answered') AND kind = 'document'`,
        )
        .run().changes,
    );
  }

  /** What was spent, by model, with the newest price of each. */
  spending(): ModelSpending[] {
    return query(
      this.database,
      `SELECT model, count(*) AS calls, sum(${COST}) AS tokens,
              (SELECT usd_per_million FROM voyage_calls l WHERE l.model = c.model ORDER BY id DESC LIMIT 1)
                AS usdPerMillion,
              sum(iif(kind = 'query', ${COST}, 0)) AS queryTokens,
              sum(iif(state = 'lost', ${COST}, 0)) AS lostTokens,
              sum(iif(tokens IS NULL, 0, raw)) AS rawTokens,
              sum(coalesce(tokens, 0)) AS answeredTokens, count(tokens) AS answeredCalls,
              total(tokens * 1.0 * tokens / nullif(raw, 0)) AS answeredSquares
         FROM voyage_calls c GROUP BY model ORDER BY model`,
      spendingRow,
    ).all();
  }

  /** Secrets that were masked, the most frequent rule first. */
  masked(): { readonly rule: string; readonly count: number }[] {
    return query(
      this.database,
      'SELECT rule, count FROM voyage_masked ORDER BY count DESC, rule',
      z.object({ rule: z.string(), count: z.int() }),
    ).all();
  }

  /** Writes down what the user has agreed to. */
  consent({ at, model, usdPerMillion, tokens, sources }: Consent): void {
    this.database
      .prepare(
        'INSERT INTO voyage_consents (at, model, usd_per_million, tokens, sources) VALUES (?, ?, ?, ?, ?)',
      )
      .run(at, model, usdPerMillion, tokens, JSON.stringify(sources));
  }

  /** The newest consent for a model. */
  lastConsent(model: string): Consent | null {
    const row = query(
      this.database,
      `SELECT at, model, usd_per_million AS usdPerMillion, tokens, sources FROM voyage_consents
        WHERE model = ? ORDER BY id DESC LIMIT 1`,
      consentRow,
    ).one(model);
    return row ?? null;
  }
}
