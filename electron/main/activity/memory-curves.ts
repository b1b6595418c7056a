/**
 * The memory of every process over a session. Bounded: what is newer than some hours is there in full detail, what
 * is older with a point a minute.
 */
import { thinPoints, type MemoryPoint } from './thin-points.ts';

/** One point a minute is enough for what is not of today. */
export const MINUTE_MS = 60_000;

/** How far back the history goes. */
export const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

/** Points of a curve, one a second, that are never thinned: two hours. */
const FULL_DETAIL = 7_200;

/** Points of a curve over which it is thinned: more than two hours in detail and a week in minutes (10,080). */
const MOST_POINTS = 20_000;

/** Curves by name: `total`, `main`, `reader`, `embedder 1`, ... */
export class MemoryCurves {
  private readonly curves = new Map<string, MemoryPoint[]>();

  /** Adds a sample: the memory of each, by name. Samples come in order of time. */
  add(at: number, sizes: ReadonlyMap<string, number>): void {
    for (const [name, rssMb] of sizes) {
      const points = this.curves.get(name) ?? [];
      points.push([at, rssMb]);
      this.curves.set(name, points.length > MOST_POINTS ? shorten(points, at) : points);
    }
  }

  /** The curves, oldest point first. */
  all(): ReadonlyMap<string, readonly MemoryPoint[]> {
    return this.curves;
  }
}

function shorten(points: readonly MemoryPoint[], now: number): MemoryPoint[] {
  const old = points.slice(0, -FULL_DETAIL).filter(([at]) => now - at <= WEEK_MS);
  return [...thinPoints(old, MINUTE_MS), ...points.slice(-FULL_DETAIL)];
}
