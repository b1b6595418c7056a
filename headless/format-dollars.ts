/** US dollars as `$1.20`; small amounts with more digits. */
export function formatDollars(usd: number): string {
  return `$${usd.toFixed(usd > 0 && usd < 0.01 ? 4 : 2)}`;
}
