/**
 * What a memory ceiling means, and when it is too low to work under. All sizes in MB of 2^20 bytes.
 */

/** The ceiling of one embedder where nobody sets another, in MB. */
export const DEFAULT_CEILING_MB = 400;

/**
 * The soft ceiling as a share of the hard one. Between two measurements (250 ms) a process grows by one run of the
 * model at most; the gap leaves room for that, so that the planned way comes before the kill.
 */
const SOFT_SHARE = 0.85;

/** A fresh process grows by this share while it works: buffers of its first batches, the arena's first blocks. */
const WORKING_SHARE = 1.1;

/** The two ceilings of a process. */
export interface Ceilings {
  /** At or over it after a batch, the process is replaced as planned. */
  readonly softMb: number;
  /** Over it at any time, the process is killed. */
  readonly hardMb: number;
}

/** The ceilings for the setting of a user, who means the hard one. */
export function ceilings(ceilingMb: number): Ceilings {
  return { softMb: Math.floor(ceilingMb * SOFT_SHARE), hardMb: ceilingMb };
}

/** Whether a fresh process of this size sits so near the soft ceiling that it would be replaced again and again. */
export function isTooLow(softMb: number, freshMb: number): boolean {
  return freshMb * WORKING_SHARE >= softMb;
}

/** The ceiling that a model with fresh processes of this size can work under, rounded up to 10 MB. */
export function neededCeilingMb(freshMb: number): number {
  const smallest = (freshMb * WORKING_SHARE) / SOFT_SHARE;
  return Math.ceil((smallest + 1) / 10) * 10;
}

/** The sentence for a ceiling that is too low, with the one that is needed. */
export function tooLowMessage(ceilingMb: number, freshMb: number): string {
  const needed = Math.max(neededCeilingMb(freshMb), Math.ceil((ceilingMb + 1) / 10) * 10);
  return (
    `The memory ceiling is too low for this model (needs about ${needed} MB): it is ${ceilingMb} MB, ` +
    `and a process takes ${Math.round(freshMb)} MB. Raise it in the settings, or with --memory-ceiling.`
  );
}
