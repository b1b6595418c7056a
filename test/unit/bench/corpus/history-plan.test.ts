import { describe, expect, test } from 'vitest';
import {
  AGENT_SHARE,
  FORK_SHARE,
  LARGEST_FILE,
  SLICE_SHARE,
  planHistory,
} from '../../../../bench/corpus/history-plan.ts';
import { Random } from '../../../../bench/corpus/random.ts';

describe('planHistory', () => {
  const plan = planHistory(new Random(1), 543, 160_000_000);
  const count = (kind: string): number => plan.filter((file) => file.kind === kind).length;

  test('has the files and the bytes that were asked for', () => {
    expect(plan).toHaveLength(543);
    const bytes = plan.reduce((sum, file) => sum + file.bytes, 0);
    expect(Math.abs(bytes - 160_000_000)).toBeLessThan(1000);
  });

  test('is skewed: most files are small, a few are large, none is beyond the limit', () => {
    const sizes = plan.map((file) => file.bytes).sort((a, b) => a - b);
    expect(sizes[271]).toBeLessThan(150_000);
    expect(sizes.at(-1)).toBeGreaterThan(4_000_000);
    expect(sizes.at(-1)).toBeLessThanOrEqual(LARGEST_FILE);
    const largestTenth = sizes.slice(-54).reduce((sum, size) => sum + size, 0);
    expect(largestTenth / 160_000_000).toBeGreaterThan(0.4);
  });

  test('has its shares of forks, slices and agents, after a session that they can belong to', () => {
    expect(plan[0]?.kind).toBe('session');
    expect(count('fork')).toBe(Math.round(FORK_SHARE * 543));
    expect(count('slice')).toBe(Math.round(SLICE_SHARE * 543));
    expect(count('agent')).toBe(Math.round(AGENT_SHARE * 543));
  });

  test('copes with a single file and with no room', () => {
    expect(planHistory(new Random(2), 1, 50_000)).toEqual([{ kind: 'session', bytes: 50_000 }]);
    expect(planHistory(new Random(2), 3, 10).map((file) => file.kind)).toHaveLength(3);
  });
});
