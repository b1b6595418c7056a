import { beforeEach, describe, expect, test } from 'vitest';
import { RateLimiter } from '../../../../../../electron/main/embedding/voyage/rate-limiter.ts';

const MINUTE = 60_000;
const { signal } = new AbortController();
let now: number;
const clock = {
  now: () => now,
  wait: (ms: number): Promise<void> => {
    now += ms;
    return Promise.resolve();
  },
};

beforeEach(() => (now = 1_000_000));

/** Sends calls of `tokens` for so many minutes, to a server with limits, and says when each was sent or refused. */
async function send(
  limiter: RateLimiter,
  tokens: number,
  minutes: number,
  limit: number,
  requests = Infinity,
) {
  const end = now + minutes * MINUTE;
  const passed: number[] = [];
  const refused: number[] = [];
  while (now < end) {
    await limiter.take(tokens, signal);
    const inMinute = passed.filter((at) => at > now - MINUTE).length;
    if ((inMinute + 1) * tokens > limit || inMinute + 1 > requests) {
      refused.push(now);
      limiter.refused(1_000, tokens);
    } else {
      passed.push(now);
      limiter.settle(tokens, tokens);
    }
  }
  return { passed, refused };
}

describe('the limiter', () => {
  test('lets nearly all of the limit through, and no minute holds more', async () => {
    const limiter = new RateLimiter({ tokensPerMinute: 100_000, requestsPerMinute: 2_000 }, clock);
    const { passed, refused } = await send(limiter, 1_000, 10, 100_000);
    expect(refused).toEqual([]);
    expect(passed.length * 1_000).toBeGreaterThan(0.95 * 10 * 100_000);
  });

  test('keeps to the requests where those are the narrower limit', async () => {
    const limiter = new RateLimiter({ tokensPerMinute: 1e9, requestsPerMinute: 60 }, clock);
    const { passed } = await send(limiter, 10, 10, 1e9);
    expect(passed.length).toBeGreaterThanOrEqual(57 * 10);
    expect(passed.length).toBeLessThanOrEqual(60 * 10);
  });

  test.each([
    [
      'tokens, twice as many stated',
      { tokensPerMinute: 200_000, requestsPerMinute: 2_000 },
      100_000,
      Infinity,
    ],
    [
      'tokens, ten times as many stated',
      { tokensPerMinute: 1_000_000, requestsPerMinute: 2_000 },
      100_000,
      Infinity,
    ],
    ['requests', { tokensPerMinute: 10_000_000, requestsPerMinute: 2_000 }, Infinity, 100],
    [
      'requests, with more tokens than pass',
      { tokensPerMinute: 150_000, requestsPerMinute: 150 },
      200_000,
      100,
    ],
  ])(
    'learns a lower limit of %s within a minute or two, and stays near it',
    async (_what, stated, limit, requests) => {
      const limiter = new RateLimiter(stated, clock);
      await send(limiter, 1_000, 2, limit, requests);
      const later = await send(limiter, 1_000, 20, limit, requests);
      expect(later.passed.length).toBeGreaterThan(0.95 * 20 * 100);
      expect(later.refused.length / later.passed.length).toBeLessThan(0.01);
    },
  );

  test('comes down to what a free account may, from limits that are hundreds of times as high', async () => {
    const limiter = new RateLimiter({ tokensPerMinute: 8_000_000, requestsPerMinute: 2_000 }, clock);
    await send(limiter, 3_000, 10, 10_000, 3);
    const later = await send(limiter, 3_000, 20, 10_000, 3);
    expect(later.passed.length).toBeGreaterThan(0.8 * 20 * 3);
    expect(later.refused.length / later.passed.length).toBeLessThan(0.1);
  });

  test('waits as long as the server asks', async () => {
    const limiter = new RateLimiter({ tokensPerMinute: 1e9, requestsPerMinute: 1e6 }, clock);
    await limiter.take(1, signal);
    limiter.refused(45_000, 1);
    const before = now;
    await limiter.take(1, signal);
    expect(now - before).toBeGreaterThanOrEqual(45_000);
  });

  test('counts what was used, not what was guessed', async () => {
    const limiter = new RateLimiter({ tokensPerMinute: 60_000, requestsPerMinute: 1e6 }, clock);
    await limiter.take(1_000, signal);
    limiter.settle(1_000, 10_000);
    const before = now;
    await limiter.take(1_000, signal);
    expect(now - before).toBeGreaterThan(9_000);
  });
});
