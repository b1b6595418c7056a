import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
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
