import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  correctionOf,
  estimateTokens,
  TokenEstimator,
} from '../../../../../../electron/main/embedding/voyage/token-estimate.ts';
import { documentedTokens } from '../../../../../doubles/voyage/fixtures.ts';

describe('the estimate of tokens', () => {
  test('agrees with the documented example', () => {
    const tokens = documentedTokens.texts.reduce((sum, text) => sum + estimateTokens(text), 0);
    expect(tokens).toBe(documentedTokens.tokens);
  });

  test('cuts code at its humps, digits one by one, and counts scripts without spaces', () => {
    expect(estimateTokens('waitForTimeout')).toBe(3);
    expect(estimateTokens('2026')).toBe(4);
    expect(estimateTokens('東京都に住んでいます')).toBeGreaterThanOrEqual(5);
  });

  test('is at least one for any text, and takes no longer for hostile ones', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => estimateTokens(text) >= 1));
    expect(estimateTokens('a'.repeat(100_000))).toBeGreaterThan(1_000);
  });

  test('comes near what answers count', () => {
    const estimator = new TokenEstimator();
    const text = documentedTokens.texts[0];
    for (let call = 0; call < 30; call += 1) estimator.learn(estimateTokens(text), 24);
    expect(Math.abs(estimator.tokens(text) - 24)).toBeLessThanOrEqual(1);
  });

  test('is not led astray by an answer that counts nonsense', () => {
    const estimator = new TokenEstimator();
    for (let call = 0; call < 50; call += 1) estimator.learn(1, 1_000_000);
    expect(estimator.tokens('word')).toBeLessThanOrEqual(4);
  });
});

describe('what an account teaches', () => {
  /** An account of calls, each with its estimate and what was counted. */
  const account = (calls: readonly (readonly [raw: number, tokens: number])[]) => ({
    rawTokens: calls.reduce((sum, [raw]) => sum + raw, 0),
    answeredTokens: calls.reduce((sum, [, tokens]) => sum + tokens, 0),
    answeredCalls: calls.length,
    answeredSquares: calls.reduce((sum, [raw, tokens]) => sum + tokens ** 2 / raw, 0),
  });

  test('is nothing at first: the estimate may be off by a quarter', () => {
    expect(correctionOf(account([]))).toEqual({ factor: 1, margin: 0.25 });
    expect(correctionOf(account([[100, 130]]))).toEqual({ factor: 1.3, margin: 0.25 });
  });

  test('is by how much estimates are off, and how much calls differ in that', () => {
    const even = correctionOf(account(Array.from({ length: 9 }, () => [1_000, 1_300] as const)));
    expect(even.factor).toBeCloseTo(1.3);
    expect(even.margin).toBeCloseTo(0.02);
    const uneven = Array.from({ length: 10 }, (_, call) => [1_000, call % 2 === 0 ? 1_200 : 1_320] as const);
    expect(correctionOf(account(uneven)).margin).toBeCloseTo((2 * 60) / 1_260, 5);
  });
});
