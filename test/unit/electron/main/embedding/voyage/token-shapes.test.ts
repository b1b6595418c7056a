import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokensByShape } from '../../../../../../electron/main/embedding/voyage/token-shapes.ts';

const HEX = '0123456789abcdef';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** So many characters of an alphabet. */
const some = (length: number, alphabet = LETTERS): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...alphabet.split('')), { minLength: length, maxLength: length })
    .map((signs) => signs.join(''));

/** Tokens that open nothing: a beginning, and what is drawn anew in each run. */
const tokens: readonly (readonly [rule: string, token: fc.Arbitrary<string>])[] = [
  ['google', some(35).map((rest) => `AIza${rest}`)],
  ['openrouter', some(64, HEX).map((rest) => `sk-or-v1-${rest}`)],
  ['llm', some(31).map((rest) => `sk-${rest}7`)],
  ['voyage', some(41).map((rest) => `pa-${rest}K7`)],
  ['replicate', some(37).map((rest) => `r8_${rest}`)],
  ['digitalocean', some(64, HEX).map((rest) => `dop_v1_${rest}`)],
  ['netlify', some(36).map((rest) => `nfp_${rest}`)],
  ['supabase', some(40, HEX).map((rest) => `sbp_${rest}`)],
  ['twilio', some(32, HEX).map((rest) => `SK${rest}`)],
  ['telegram', some(33).map((rest) => `123456789:AA${rest}`)],
  ['mailgun', some(32, HEX).map((rest) => `key-${rest}`)],
  ['age', some(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L').map((rest) => `AGE-SECRET-KEY-1${rest}`)],
  ['discord', some(68).map((rest) => `https://discord.com/api/webhooks/123456789012345678/${rest}`)],
  ['rubygems', some(48, HEX).map((rest) => `rubygems_${rest}`)],
];

/** What stands around a token. */
const around = ['%', 'TOKEN=%\n', '{"token":"%"}', 'I use `%` for it.', "-H 'x-api-key: %' \\", 'key=%&x=1'];

describe('a token with a form of its own', () => {
  test.each(tokens)('is found whole, wherever it stands: %s', (rule, token) => {
    fc.assert(
      fc.property(token, fc.constantFrom(...around), (secret, frame) => {
        const text = frame.replace('%', () => secret);
        const from = text.indexOf(secret);
        expect(tokensByShape(text)).toContainEqual({ rule, stretch: [from, from + secret.length] });
      }),
    );
  });

  test('is also a password without a name, in the address of a service', () => {
    const text = 'redis://:correcthorse77@cache.internal:6379/0';
    expect(tokensByShape(text)).toEqual([{ rule: 'connection', stretch: [9, 23] }]);
  });

  test.each([
    'sk-container-with-a-very-long-name-in-a-style-sheet',
    'pa-this-is-a-name-of-a-component-that-is-long-x',
    'the key-value pairs of 0123456789abcdef',
    'https://discord.com/api/webhooks/ID/TOKEN',
    'redis://:$REDIS_PASSWORD@cache/0',
    'SKELETON and skeletons',
    'at 10:15:00 UTC 123456789:ABC',
  ])('is not: %s', (text) => {
    expect(tokensByShape(text)).toEqual([]);
  });

  test('is looked for once through long texts', () => {
    for (const text of [
      'sk-'.repeat(3e5),
      'pa-'.repeat(3e5),
      `sk-${'a'.repeat(1e6)}`,
      'redis://:'.repeat(1e5),
    ])
      expect(tokensByShape(text)).toEqual([]);
  });
});
