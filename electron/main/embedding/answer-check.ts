/** Checks an answer before it counts: a process that has gone wrong must not get numbers into the library. */

/** How far a vector's squared norm may be from 1; float32 sums of 384 squares are within 1e-6. */
const NORM_TOLERANCE = 0.01;

/** What is wrong with the vectors of `rows` texts, as the end of a sentence; null if nothing is. */
export function faultOf(vectors: Float32Array, rows: number, dimensions: number): string | null {
  if (vectors.length !== rows * dimensions) {
    return `answered ${vectors.length} numbers for ${rows} texts of ${dimensions}`;
  }
  for (let row = 0; row < rows; row += 1) {
    let squares = 0;
    for (let index = row * dimensions; index < (row + 1) * dimensions; index += 1)
      squares += (vectors[index] ?? 0) ** 2;
    // Also true where a number is not finite: NaN fails every comparison.
    if (!(Math.abs(squares - 1) <= NORM_TOLERANCE))
      return `answered a vector for text ${row} that is not of norm 1`;
  }
  return null;
}
