/**
 * The memory graph's curves brought onto one time axis.
 */
import type { MemoryHistory, MemorySeries } from '../../../electron/shared/contract/memory.ts';

/** What uPlot draws: times in seconds, then the values of each curve; null is a gap, undefined a point to pass over. */
export interface MemoryPlot {
  readonly names: readonly string[];
  readonly times: readonly number[];
  readonly values: readonly (readonly (number | null | undefined)[])[];
  /** The top of the value axis, MB: over everything that is drawn. */
  readonly topMb: number;
}

/** A pause this many times as long as the usual distance of points is a gap: the process, or the app, did not run. */
const GAP = 6;

/** Brings a history's curves onto one axis, in the order: total, main, reader, embedders. */
export function plotMemory({ series, ceilingMb }: MemoryHistory): MemoryPlot {
  const ordered = [...series].sort((a, b) => rank(a) - rank(b));
  const curves = ordered.map(({ points }) => new Map(withGaps(points)));
  const times = [...new Set(curves.flatMap((curve) => [...curve.keys()]))].sort((a, b) => a - b);
  const most = Math.max(ceilingMb, ...series.flatMap(({ points }) => points.map(([, value]) => value)));
  return {
    names: ordered.map(({ name }) => name),
    times: times.map((time) => time / 1_000),
    values: curves.map((curve) => times.map((time) => curve.get(time))),
    topMb: most * 1.12,
  };
}

function rank({ name }: MemorySeries): number {
  const fixed = ['total', 'main', 'reader'].indexOf(name);
  return fixed === -1 ? 3 + Number(/\d+/.exec(name)?.[0] ?? 99) : fixed;
}

/** The points, with a null in every gap. */
function withGaps(points: MemorySeries['points']): [number, number | null][] {
  const distances = points.slice(1).map(([time], index) => time - (points[index]?.[0] ?? time));
  const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  return points.flatMap(([time, value], index): [number, number | null][] => {
    const before = points[index - 1];
    if (!before || time - before[0] <= usual * GAP) return [[time, value]];
    return [
      [before[0] + 1, null],
      [time, value],
    ];
  });
}

/** The token with a curve's colour. */
export function curveColour(name: string): string {
  if (name === 'total' || name === 'main' || name === 'reader') return `--graph-${name}`;
  const slot = Number(/\d+/.exec(name)?.[0] ?? 1);
  return `--graph-embedder-${((Math.max(1, slot) - 1) % 4) + 1}`;
}

/** A curve's name in the legend. */
export function curveName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
