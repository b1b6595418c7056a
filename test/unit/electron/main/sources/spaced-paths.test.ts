import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpacedPaths } from '../../../../../electron/main/sources/spaced-paths.ts';

const EVERY_MS = 1_000;
let told: string[];
let paths: SpacedPaths;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  paths = new SpacedPaths(EVERY_MS, (path) => told.push(path));
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first note is told at once, those that follow together when the path has rested', () => {
  paths.note('a');
  paths.note('a');
  paths.note('b');
  paths.note('a');
  expect(told).toEqual(['a', 'b']);
  vi.advanceTimersByTime(EVERY_MS);
  expect(told).toEqual(['a', 'b', 'a']);
  paths.note('a');
  expect(told).toEqual(['a', 'b', 'a']);
  vi.advanceTimersByTime(EVERY_MS);
  expect(told).toEqual(['a', 'b', 'a', 'a']);
});

test('a path that has rested is told at once again', () => {
  paths.note('a');
  vi.advanceTimersByTime(EVERY_MS);
  paths.note('a');
  expect(told).toEqual(['a', 'a']);
});

test('nothing is told any more once it is closed', () => {
  paths.note('a');
  paths.note('a');
  paths.close();
  vi.advanceTimersByTime(2 * EVERY_MS);
  expect(told).toEqual(['a']);
});
