/**
 * Numbers as people read them: grouped, with few digits, always of the same width in a column.
 */
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `12,430`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** `1 file`, `12,430 files`. `plural` where it isn't the singular with an s. */
export function formatAmount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** `84 %` of a share from 0 to 1, on one line. Only what is complete is 100 %, only what hasn't begun is 0 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return '<\u00a01\u00a0%';
  if (share < 1) return `${whole.format(Math.min(99, Math.floor(share * 100)))}\u00a0%`;
  return '100\u00a0%';
}

/** The share that `done` is of `total`, 0 to 1. Nothing to do is done. */
export function shareOf(done: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

/** US dollars: `$0`, `$0.0042`, `$1.20`, `$1,204`. Only what is free is $0. */
export function formatDollars(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.01) return `$${Math.max(usd, 0.0001).toFixed(4)}`;
  return usd < 100 ? `$${usd.toFixed(2)}` : `$${whole.format(usd)}`;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes as `0 B`, `832 KB`, `1.4 GB`, in steps of 1,024. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit > 0 && value < 10 ? tenths.format(value) : whole.format(value)} ${units[unit] ?? 'B'}`;
}

/** MB of memory as `312 MB`, `1.2 GB`. */
export function formatMegabytes(megabytes: number): string {
  return formatBytes(Math.round(megabytes) * 1_048_576);
}

/** A rate as `0`, `0.4`, `37`, `1,204`. */
export function formatRate(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? tenths.format(perSecond) : whole.format(perSecond);
}
