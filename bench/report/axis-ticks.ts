/** The values that an axis is labelled with. */

/**
 * About `wanted` evenly spaced round values (1, 2 or 5 times a power of ten) from 0 to at least `largest`, which
 * may be 0. Values that aren't finite count as 0.
 */
export function axisTicks(largest: number, wanted: number): number[] {
  const top = Number.isFinite(largest) && largest > 0 ? largest : 1;
  const rough = top / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? 10 * power;
  const count = Math.ceil(top / step - 1e-9);
  // By multiplication, and rounded: adding 0.1 ten times doesn't give 1.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
