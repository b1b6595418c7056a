import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Ticker, type Liveliness } from '../../../../../electron/main/application/ticker.ts';

let seen: Liveliness;
let looks: Liveliness[];
let ticker: Ticker;

beforeEach(() => {
  vi.useFakeTimers();
  looks = [];
  ticker = new Ticker(
    () => seen,
    (liveliness) => looks.push(liveliness),
  );
});
afterEach(() => vi.useRealTimers());

function wait(ms: number): number {
  const before = looks.length;
  vi.advanceTimersByTime(ms);
  return looks.length - before;
}

test('looks five times a second while something goes on', () => {
  seen = 'active';
  ticker.wind();
  expect(wait(1_000)).toBe(5);
});

test('looks every five seconds while processes only live, and no more once none does', () => {
  seen = 'resting';
  ticker.wind();
  expect(wait(10_000)).toBe(2);
  seen = 'none';
  expect(wait(60_000)).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('looks at nothing where there is nothing', () => {
  seen = 'none';
  ticker.wind();
  expect(vi.getTimerCount()).toBe(0);
});

test('does not wait out a rest when something begins', () => {
  seen = 'resting';
  ticker.wind();
  seen = 'active';
  ticker.wind();
  expect(wait(200)).toBe(1);
  expect(looks).toEqual(['active']);
});

test('however often it is wound, it looks once', () => {
  seen = 'active';
  for (let times = 0; times < 10; times += 1) ticker.wind();
  expect(wait(200)).toBe(1);
});

test('looks no more once it was stopped', () => {
  seen = 'active';
  ticker.wind();
  ticker.stop();
  expect(wait(10_000)).toBe(0);
});
