import { describe, expect, test } from 'vitest';
import { assignedSecrets } from '../../../../../../electron/main/embedding/voyage/assigned-secrets.ts';

/** What is found in a text. */
const foundIn = (text: string): string[] => assignedSecrets(text).map(([from, to]) => text.slice(from, to));

/** Values that open nothing. */
const random = ['f3a9c07be1d24865b70f9e12', 'Zk4tR9pWq2LxV7nB', 'b1c2d3e4-8f70-4a6b-9c0d-1e2f3a4b5c6d'];

describe('a secret by its name', () => {
  test.each(random)('is found however it is assigned: %s', (value) => {
    for (const text of [
      `export SERVICE_API_KEY=${value}`,
      `VERCEL_TOKEN="${value}"`,
      `{"client_secret": "${value}"}`,
      `  password: '${value}'`,
      `{\\"apiKey\\":\\"${value}\\"}`,
      `auth_key := \`${value}\``,
      `DB_PASSWD = ${value};`,
      `curl "https://x.example/?access_token=${value}&page=2"`,
    ])
      expect([text, foundIn(text)]).toEqual([text, [value]]);
  });

  test.each([
    'const token = process.env.GITHUB_TOKEN_2024_V2 ?? "";',
    'password: correct-horse-battery-staple',
    'API_KEY=your-api-key-goes-here-2024',
    'token: "conversation-2024-01-02-summary"',
    'secret: 1234567890123456789012',
    'key={`row-${index}-${column}`}',
    'maxTokens: 1_000_000, tokensPerMinute: 8_000_000',
    'tokens=16384,32768,65536',
    'the token is 3 of 12345 in this long sentence',
    'secrets: ${{ secrets.DEPLOY_KEY_2 }}',
    'password = getPassword(user, 12, 34)',
  ])('is no word, lookup, date or count: %s', (text) => {
    expect(foundIn(text)).toEqual([]);
  });

  test('is masked to its end', () => {
    const value = 'k9X2'.repeat(500);
    expect(foundIn(`SIGNING_KEY=${value} and more`)).toEqual([value]);
  });

  test('is looked for once through long texts', () => {
    for (const text of ['token='.repeat(2e5), 'api_key: '.repeat(1e5), `secret=${'a'.repeat(1e6)}`])
      expect(foundIn(text)).toEqual([]);
  });
});
