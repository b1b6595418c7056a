import { describe, expect, test } from 'vitest';
import { ProgressCounter } from '../../../../../electron/main/importing/progress.ts';
import { emptyProgress } from '../../../../../electron/main/library/vector-store.ts';

const none = { texts: 0, quarantined: 0, withheld: 0, tokens: 0, conversations: 0 };

/** A counter that embeds 20 texts of 100 tokens and a conversation each second. */
function embedFor(seconds: number) {
  const clock = { now: 1_000_000 };
  const progress = new ProgressCounter(() => clock.now);
  progress.phase = 'embedding';
  progress.index = emptyProgress(10_000);
  for (let second = 0; second < seconds; second += 1) {
    clock.now += 1_000;
    progress.embedded({ ...none, texts: 20, tokens: 2_000, conversations: 1 });
  }
  return { clock, progress };
}

describe('the progress of an import', () => {
  test('has rates, and the time that is left at these rates', () => {
    const { progress } = embedFor(100);
    const { chunksPerSecond, tokensPerSecond, conversationsPerMinute, etaSeconds, conversationsEmbedded } =
      progress.snapshot();
    expect(chunksPerSecond).toBeCloseTo(20, 5);
    expect(tokensPerSecond).toBeCloseTo(2_000, 5);
    expect(conversationsPerMinute).toBeCloseTo(60, 5);
    expect(conversationsEmbedded).toBe(100);
    expect(etaSeconds).toBeCloseTo((10_000 - 2_000) / 20, 5);
  });

  test('counts apart what could not be embedded and what is kept back', () => {
    const { progress } = embedFor(1);
    progress.embedded({ ...none, texts: 3, quarantined: 2, withheld: 1 });
    expect(progress.snapshot().index).toEqual({
      ...emptyProgress(9_974),
      ...{ embedded: 23, quarantined: 2, withheld: 1 },
    });
  });

  test('follows a change of speed within the window', () => {
    const { clock, progress } = embedFor(100);
    for (let second = 0; second < 30; second += 1) {
      clock.now += 1_000;
      progress.embedded({ ...none, texts: 5, tokens: 500 });
    }
    expect(progress.snapshot().chunksPerSecond).toBeCloseTo(5, 5);
  });

  test('slows down while nothing comes, and then knows no time that is left', () => {
    const { clock, progress } = embedFor(100);
    clock.now += 10_000;
    const slower = progress.snapshot().chunksPerSecond;
    expect(slower).toBeGreaterThan(5);
    expect(slower).toBeLessThan(15);
    clock.now += 60_000;
    expect(progress.snapshot()).toMatchObject({
      chunksPerSecond: 0,
      tokensPerSecond: 0,
      conversationsPerMinute: 0,
      etaSeconds: null,
    });
  });

  test('has no time left to tell when nothing is embedded', () => {
    const { progress } = embedFor(10);
    progress.phase = 'idle';
    expect(progress.snapshot().etaSeconds).toBeNull();
  });
});
