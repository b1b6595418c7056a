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

/** Sends calls of `tokens` for so many minutes, to a server with a limit, and says when each was sent or refused. */
async function send(limiter: RateLimiter, tokens: number, minutes: number, limit: number) {
  const end = now + minutes * MINUTE;
  const passed: number[] = [];
  const refused: number[] = [];
  while (now < end) {
    await limiter.take(tokens, signal);
    const inMinute = passed.filter((at) => at > now - MINUTE).length * tokens;
    if (inMinute + tokens > limit) {
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

  test('learns a limit that is lower than the stated one, and stays near it', async () => {
    const limiter = new RateLimiter({ tokensPerMinute: 1_000_000, requestsPerMinute: 2_000 }, clock);
    await send(limiter, 1_000, 15, 100_000);
    const later = await send(limiter, 1_000, 20, 100_000);
    expect(later.passed.length * 1_000).toBeGreaterThan(0.7 * 20 * 100_000);
    expect(later.refused.length / later.passed.length).toBeLessThan(0.01);
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
