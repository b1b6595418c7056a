/**
 * How good rankings are. All are shares from 0 to 1, averaged over questions.
 */
import { Random } from '../corpus/random.ts';

/** What a ranking is measured by. any@k: a right one among the first k; frac@k: the share of the right ones there. */
export interface Metrics {
  readonly any1: number;
  readonly any5: number;
  readonly any10: number;
  readonly frac10: number;
  readonly all5: number;
  readonly all10: number;
  readonly mrr: number;
}

/** Measures one ranking of ids, best first, against the right ones. */
export function measureRanking(ranked: readonly string[], gold: readonly string[]): Metrics {
  const right = new Set(gold);
  const found = (k: number): number => new Set(ranked.slice(0, k).filter((id) => right.has(id))).size;
  const first = ranked.findIndex((id) => right.has(id));
  return {
    any1: found(1) > 0 ? 1 : 0,
    any5: found(5) > 0 ? 1 : 0,
    any10: found(10) > 0 ? 1 : 0,
    frac10: found(10) / right.size,
    all5: found(5) === right.size ? 1 : 0,
    all10: found(10) === right.size ? 1 : 0,
    mrr: first < 0 ? 0 : 1 / (first + 1),
  };
}

/** The names of the metrics, in the order in which they are shown. */
export const metricNames = ['any1', 'any5', 'any10', 'frac10', 'all5', 'all10', 'mrr'] as const;

/** A mean with the interval in which 95 % of the means of as many questions, drawn anew, lie. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 1_000;

/** The mean of one metric over questions, with its bootstrap interval; the same draws for the same number of them. */
export function bootstrap(values: readonly number[]): Interval {
  const random = new Random('bootstrap');
  const means = Array.from({ length: DRAWS }, () => {
    let sum = 0;
    for (const _ of values) sum += values[random.integer(0, values.length - 1)] ?? 0;
    return sum / Math.max(1, values.length);
  }).sort((a, b) => a - b);
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
    low: means[Math.floor(DRAWS * 0.025)] ?? 0,
    high: means[Math.floor(DRAWS * 0.975)] ?? 0,
  };
}
