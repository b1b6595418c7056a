/** Leaves out the points of a long series that a plot could not show, but none of its peaks. */

/** An x and a y; a null y means that there is no value at this x. */
export type Point = readonly [x: number, y: number | null];

/**
 * At most about `4 * columns` points: of all points that fall into one of `columns` equal parts of the x range,
 * the first, the lowest, the highest and the last remain, in their order. Points without a value all remain.
 */
export function thinned(points: readonly Point[], columns: number): readonly Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length <= columns * 4) return points;
  const width = (last[0] - first[0]) / columns || 1;
  const kept: Point[] = [];
  let column: Point[] = [];
  let number = 0;
  for (const point of points) {
    const here = Math.floor((point[0] - first[0]) / width);
    if (here !== number || point[1] === null) {
      kept.push(...extremes(column));
      column = [];
      number = here;
    }
    if (point[1] === null) kept.push(point);
    else column.push(point);
  }
  kept.push(...extremes(column));
  return kept;
}

function extremes(column: readonly Point[]): readonly Point[] {
  const heights = column.map(([, y]) => y ?? 0);
  const indexes = [
    0,
    heights.indexOf(heights.reduce((least, y) => Math.min(least, y), Infinity)),
    heights.indexOf(heights.reduce((most, y) => Math.max(most, y), -Infinity)),
    column.length - 1,
  ];
  return column.filter((_, index) => indexes.includes(index));
}
