/** What the laboratory's table says of a remedy, worked out from what was measured. Pure. */
import type { Measurement, Sample } from './measure-remedy.ts';

/** The first files fill caches and the first blocks of the arena; growth counts after them. */
const WARM_UP_FILES = 20;
/** The size whose date is asked for, in MB. */
export const LARGE_MB = 2_000;
/** Growth a file, in MB, up to which memory is called flat: 500 files then add 100 MB at most. */
const FLAT_MB_PER_FILE = 0.2;

/** A row's figures. Memory in MB, of the largest process unless it says otherwise. */
export interface Figures {
  readonly peakMb: number;
  /** Of all its processes together. */
  readonly peakTotalMb: number;
  /** Growth a file after the first 20, growth undone by restarts included; null where there were no more. */
  readonly mbPerFile: number | null;
  readonly filesUntilLarge: FilesUntilLarge;
  readonly conversationsPerMinute: number;
  readonly verdict: string;
}

/** When a process reaches 2,000 MB. */
export type FilesUntilLarge =
  | { readonly kind: 'measured'; readonly files: number }
  | { readonly kind: 'extrapolated'; readonly files: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown' };

/** The figures of a measurement. */
export function figuresOf(measurement: Measurement): Figures {
  const { samples, files, seconds } = measurement;
  const mbPerFile = growthPerFile(samples, WARM_UP_FILES);
  return {
    peakMb: highest(samples, ({ largestMb }) => largestMb),
    peakTotalMb: highest(samples, ({ totalMb }) => totalMb),
    mbPerFile,
    filesUntilLarge: filesUntilLarge(samples, mbPerFile),
    conversationsPerMinute: seconds === 0 ? 0 : (files * 60) / seconds,
    verdict: verdictOf(measurement, mbPerFile),
  };
}

/**
 * MB that a file adds after the first `warmUp` files: the rise from the first sample to the last of each stretch
 * between two restarts, summed up, divided by the files.
 */
export function growthPerFile(samples: readonly Sample[], warmUp: number): number | null {
  const late = samples.filter(({ files }) => files >= warmUp);
  const files = (late.at(-1)?.files ?? 0) - warmUp;
  if (files <= 0) return null;
  const stretches = new Map<number, { first: number; last: number }>();
  for (const { restarts, largestMb } of late) {
    const stretch = stretches.get(restarts) ?? { first: largestMb, last: largestMb };
    stretches.set(restarts, { ...stretch, last: largestMb });
  }
  const rise = [...stretches.values()].reduce((sum, { first, last }) => sum + last - first, 0);
  return rise / files;
}

function filesUntilLarge(samples: readonly Sample[], mbPerFile: number | null): FilesUntilLarge {
  const first = samples.find(({ largestMb }) => largestMb >= LARGE_MB);
  if (first) return { kind: 'measured', files: first.files };
  const last = samples.at(-1);
  if (!last || mbPerFile === null) return { kind: 'unknown' };
  if (last.restarts > 0 || mbPerFile <= FLAT_MB_PER_FILE) return { kind: 'never' };
  return { kind: 'extrapolated', files: Math.round(last.files + (LARGE_MB - last.largestMb) / mbPerFile) };
}

function verdictOf({ outcome, restarts, lost, doubled }: Measurement, mbPerFile: number | null): string {
  const parts: string[] = [];
  if (outcome === 'killed') parts.push('killed at the safety limit');
  else if (outcome === 'failed') parts.push('ended by itself');
  else if (mbPerFile === null) parts.push('too few files to judge its growth');
  else if (mbPerFile <= FLAT_MB_PER_FILE && restarts === 0) parts.push('flat');
  else if (restarts > 0) parts.push('held by restarts only');
  else parts.push('grows');
  if (outcome === 'out-of-time') parts.push('out of time');
  if ((lost ?? 0) > 0) parts.push('loses work');
  if ((doubled ?? 0) > 0) parts.push('doubles work');
  return parts.join(', ');
}

function highest(samples: readonly Sample[], of: (sample: Sample) => number): number {
  return samples.reduce((most, sample) => Math.max(most, of(sample)), 0);
}
