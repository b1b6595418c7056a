/**
 * Leaves out points of a memory curve that a graph can't show, but no peak: a peak is what one looks for.
 */

/** A time in ms and the memory at it in MB. */
export type MemoryPoint = readonly [at: number, rssMb: number];

/**
 * The highest point of each stretch of `stretchMs` that has any, in order; of equals the first. Stretches begin at
 * multiples of their length, so that what was thinned may be thinned again: the result is that of thinning once.
 * `points`: oldest first.
 */
export function thinPoints(points: readonly MemoryPoint[], stretchMs: number): MemoryPoint[] {
  const kept: MemoryPoint[] = [];
  let stretch = Number.NaN;
  for (const point of points) {
    const here = Math.floor(point[0] / stretchMs);
    const highest = kept.at(-1);
    if (here !== stretch || highest === undefined) kept.push(point);
    else if (point[1] > highest[1]) kept[kept.length - 1] = point;
    stretch = here;
  }
  return kept;
}

/** Thins to at most `most` points, which are at least 2. */
export function thinToAtMost(points: readonly MemoryPoint[], most: number): readonly MemoryPoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length <= most) return points;
  // A span of n stretches may touch n + 1 of them.
  return thinPoints(points, Math.max(1, (last[0] - first[0]) / (most - 1)));
}
