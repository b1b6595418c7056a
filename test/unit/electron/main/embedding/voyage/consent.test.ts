import { describe, expect, test } from 'vitest';
import { agreedTokens, whyAsk } from '../../../../../../electron/main/embedding/voyage/consent.ts';

const intent = { model: 'voyage-4', usdPerMillion: 0.06, tokens: 0, sources: ['/a', '/b'] };
const consent = { ...intent, at: 1, tokens: agreedTokens(intent, 1_000_000) };

describe('consent', () => {
  test('has to be asked for first, and for each model', () => {
    expect(whyAsk(null, intent)).toContain('agree');
    expect(whyAsk(consent, intent)).toBeNull();
    expect(whyAsk(consent, { ...intent, model: 'voyage-4-large' })).not.toBeNull();
  });

  test('is asked for again when a source comes in, and not when one goes', () => {
    expect(whyAsk(consent, { ...intent, sources: ['/a', '/b', '/c'] })).toContain('/c');
    expect(whyAsk(consent, { ...intent, sources: ['/a'] })).toBeNull();
  });

  test('is asked for again when the price rises, and not when it falls', () => {
    expect(whyAsk(consent, { ...intent, usdPerMillion: 0.07 })).toContain('risen');
    expect(whyAsk(consent, { ...intent, usdPerMillion: 0.01 })).toBeNull();
  });

  test('covers what everyday use adds, and no more than a quarter and a dollar', () => {
    expect(whyAsk(consent, { ...intent, tokens: 1_250_000 })).toBeNull();
    expect(whyAsk(consent, { ...intent, tokens: 1_250_000 + 17_000_000 })).toContain('More');
  });
});
