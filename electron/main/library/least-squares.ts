/** How much each of the numbers that are looked for is drawn to `prior`: only where the rows say nothing of it, it shows. */
const PULL = 0.01;

/**
 * The numbers for which the sum over each row, of its entries times the numbers, comes nearest to the row's value. What
 * the rows leave open is near `prior`. Rows are as long as there are numbers.
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  prior: number,
): number[] {
  const size = rows[0]?.length ?? 0;
  // The normal equations, each with its right side as the last entry. The pull makes them solvable in any order.
  const equations = Array.from({ length: size }, (_, at) => {
    const equation = new Float64Array(size + 1);
    equation[at] = PULL;
    equation[size] = PULL * prior;
    return equation;
  });
  for (const [number, row] of rows.entries()) {
    for (const [at, equation] of equations.entries()) {
      const entry = row[at] ?? 0;
      if (entry === 0) continue;
      for (let other = 0; other < size; other += 1)
        equation[other] = (equation[other] ?? 0) + entry * (row[other] ?? 0);
      equation[size] = (equation[size] ?? 0) + entry * (values[number] ?? 0);
    }
  }
  for (const [at, equation] of equations.entries()) {
    for (const [other, target] of equations.entries()) {
      if (other === at) continue;
      const factor = (target[at] ?? 0) / (equation[at] ?? 1);
      if (factor === 0) continue;
      for (let entry = at; entry <= size; entry += 1)
        target[entry] = (target[entry] ?? 0) - factor * (equation[entry] ?? 0);
    }
  }
  return equations.map((equation, at) => (equation[size] ?? 0) / (equation[at] ?? 1));
}
