import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  SnapshotFeed,
  type UnnumberedSnapshot,
} from '../../../../../electron/main/application/snapshot-feed.ts';
import type { Snapshot } from '../../../../../electron/shared/contract/snapshot.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function feedOf(): { feed: SnapshotFeed; sent: Snapshot[]; set: (messages: number) => void } {
  let messages = 0;
  const sent: Snapshot[] = [];
  // Only what changes matters here.
  const build = () =>
    ({ library: { conversations: 0, messages, chunks: 0, skippedLines: 0 } }) as UnnumberedSnapshot;
  const feed = new SnapshotFeed(build, (snapshot) => sent.push(snapshot), Date.now);
  return { feed, sent, set: (value) => (messages = value) };
}

test('sends at most ten snapshots a second, the last of them with the last state', async () => {
  const { feed, sent, set } = feedOf();
  for (let step = 1; step <= 1_000; step += 1) {
    set(step);
    feed.touch();
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(sent.length).toBeLessThanOrEqual(11);
  expect(sent.length).toBeGreaterThanOrEqual(9);
  expect(sent.at(-1)?.library.messages).toBe(1_000);
  expect(sent.map(({ revision }) => revision)).toEqual(sent.map((_, index) => index + 1));
});

test('sends nothing when nothing has changed', async () => {
  const { feed, sent } = feedOf();
  for (let step = 0; step < 20; step += 1) {
    feed.touch();
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(sent).toHaveLength(1);
});

test('sends to all what one of them has asked for before', async () => {
  const { feed, sent, set } = feedOf();
  feed.touch();
  await vi.advanceTimersByTimeAsync(200);
  set(1);
  feed.touch();
  expect(feed.current().library.messages).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(sent.map(({ library }) => library.messages)).toEqual([0, 1]);
});
