/**
 * The real service. Runs only where RECOLLECT_VOYAGE_LIVE=1 says that a few tokens may be spent, with VOYAGE_API_KEY.
 */
import { describe, expect, test } from 'vitest';
import { VOYAGE_URL } from '../../electron/shared/contract/settings.ts';
import { testVoyageProvider } from '../doubles/voyage/provider.ts';

const key = process.env.VOYAGE_API_KEY ?? '';
const wanted = process.env.RECOLLECT_VOYAGE_LIVE === '1' && key !== '';

describe.skipIf(!wanted)('Voyage itself', () => {
  test.each(['float', 'int8'] as const)(
    'answers %s vectors in which what is meant alike is near',
    async (dtype) => {
      const { provider, account } = testVoyageProvider(
        { url: VOYAGE_URL, behaviour: {} as never },
        { settings: { dtype, baseUrl: VOYAGE_URL }, parts: { key: () => Promise.resolve(key) } },
      );
      const { signal } = new AbortController();
      const { vectors } = await provider.embedDocuments(
        ['The loaf stays flat when the starter is weak.', 'The login test races the clock.'],
        signal,
      );
      const query = await provider.embedQuery('why does my bread not rise', signal);
      const cosine = (row: number) =>
        query.reduce((sum, value, at) => sum + value * (vectors[row * 256 + at] ?? 0), 0);
      expect(cosine(0)).toBeGreaterThan(cosine(1));
      expect(account.tokens()).toBeGreaterThan(0);
    },
  );
});
