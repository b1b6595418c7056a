/**
 * Times as formats write them.
 */

/** Numbers from here on are ms: as seconds they would be in the year 5138. */
const MILLISECONDS_FROM = 1e11;

/** A text in ISO 8601, or seconds or milliseconds since 1970, as ms since 1970; null for anything else. */
export function timeOf(value: unknown): number | null {
  const time =
    typeof value === 'string'
      ? Date.parse(value)
      : typeof value === 'number'
        ? value * (Math.abs(value) < MILLISECONDS_FROM ? 1_000 : 1)
        : Number.NaN;
  return Math.abs(time) <= LATEST ? time : null;
}

/** The last time that a `Date` can hold. */
const LATEST = 8.64e15;
