import { describe, expect, test } from 'vitest';
import { modelOf, PRICES_AS_OF, priceOf, voyageModels } from '../../../../electron/shared/voyage-models.ts';
import { voyageSettingsSchema } from '../../../../electron/shared/contract/settings.ts';
import { documentedLimits } from '../../../doubles/voyage/fixtures.ts';

const settings = (change: object = {}) => voyageSettingsSchema.parse(change);

describe('the models', () => {
  test('hold as many tokens a call as is documented', () => {
    const limits = new Map<string, number>(Object.entries(documentedLimits.tokens));
    for (const { name, callTokens } of voyageModels)
      expect([name, callTokens]).toEqual([name, limits.get(name)]);
  });

  test('take price and limits from the settings where these say something', () => {
    const change = { usdPerMillion: 1, freeTokens: 5, tokensPerMinute: 10_000, pricesAsOf: '2027-01-31' };
    const changed = settings({ models: { 'voyage-4': change } });
    expect(modelOf(changed)).toMatchObject({ ...change, requestsPerMinute: 2_000 });
    // Of other models it says nothing.
    expect(modelOf({ ...changed, model: 'voyage-4-lite' })).toMatchObject({
      ...{ usdPerMillion: 0.02, freeTokens: 200_000_000, pricesAsOf: PRICES_AS_OF },
    });
  });

  test('that nobody knows need a price', () => {
    expect(() => settings({ model: 'voyage-9' })).toThrow('price');
    const models = { 'voyage-9': { usdPerMillion: 0.5 } };
    expect(modelOf(settings({ model: 'voyage-9', models })).callTokens).toBe(120_000);
  });

  test('that know no int8 are not asked for it', () => {
    expect(() => settings({ model: 'voyage-law-2', dtype: 'int8' })).toThrow('float only');
    expect(settings({ dtype: 'int8' }).dtype).toBe('int8');
  });

  test('have no other dimensions than theirs', () => {
    expect(() => settings({ model: 'voyage-law-2', dimensions: 512 })).toThrow('1024');
  });
});

describe('the price', () => {
  test('has a date, and no model is without one', () => {
    expect(Date.parse(PRICES_AS_OF)).not.toBeNaN();
    for (const { usdPerMillion } of voyageModels) expect(usdPerMillion).toBeGreaterThan(0);
  });

  const model = { usdPerMillion: 0.06, freeTokens: 200_000_000 };

  test('is nothing within the free tokens', () => {
    expect(priceOf(model, 150_000_000, 0)).toBe(0);
  });

  test('is of what lies beyond them only', () => {
    expect(priceOf(model, 100_000_000, 150_000_000)).toBeCloseTo(3);
    expect(priceOf(model, 1_000_000, 300_000_000)).toBeCloseTo(0.06);
  });
});

describe('the address', () => {
  test('must be safe: the key goes there', () => {
    expect(voyageSettingsSchema.safeParse({ baseUrl: 'http://example.com/v1' }).success).toBe(false);
    expect(voyageSettingsSchema.safeParse({ baseUrl: 'ftp://127.0.0.1/v1' }).success).toBe(false);
    expect(voyageSettingsSchema.safeParse({ baseUrl: 'http://127.0.0.1:8080/v1' }).success).toBe(true);
  });
});
