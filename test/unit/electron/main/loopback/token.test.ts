import { expect, test } from 'vitest';
import { createToken, sameToken } from '../../../../../electron/main/loopback/token.ts';

test('a token is 256 bits that no address has to encode, and never the same twice', () => {
  const tokens = new Set(Array.from({ length: 100 }, createToken));
  expect(tokens.size).toBe(100);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
});

test('only the very token is the same, whatever its length', () => {
  const token = createToken();
  expect(sameToken(token, token)).toBe(true);
  for (const other of ['', token.slice(1), `${token}x`, createToken()])
    expect(sameToken(other, token)).toBe(false);
});
