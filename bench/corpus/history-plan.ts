/** Which files a generated history has: how large each is, and how it hangs together with others. */
import type { Random } from './random.ts';

/**
 * `session`: of its own. `fork`: begins with the lines of an earlier session, same uuids, under a new session
 * id. `slice`: goes on with an earlier file's session. `agent`: a subagent's, in its session's folder.
 */
type FileKind = 'session' | 'fork' | 'slice' | 'agent';

/** One file to be. */
export interface PlannedFile {
  readonly kind: FileKind;
  /** Bytes at which the file ends with its next line. */
  readonly bytes: number;
}

/** Shares of the files. */
export const FORK_SHARE = 0.15;
export const SLICE_SHARE = 0.1;
export const AGENT_SHARE = 0.12;

/** The largest file seen in real histories, in bytes. */
export const LARGEST_FILE = 10_000_000;
/** About what a session with a single answer takes, in bytes. */
const SMALLEST_FILE = 2_500;

/** Deviation of the logarithm of real files' sizes, about. */
const SIZE_SPREAD = 1.5;

/** Plans `files` files of `bytes` bytes in all. The first one is always a session of its own. */
export function planHistory(random: Random, files: number, bytes: number): PlannedFile[] {
  const sizes = plannedSizes(random, files, bytes);
  const kinds: FileKind[] = [];
  const add = (kind: FileKind, share: number): void => {
    for (let count = Math.round(share * files); count > 0 && kinds.length < files - 1; count--)
      kinds.push(kind);
  };
  add('fork', FORK_SHARE);
  add('slice', SLICE_SHARE);
  add('agent', AGENT_SHARE);
  while (kinds.length < files - 1) kinds.push('session');
  for (let index = kinds.length - 1; index > 0; index--) {
    const other = random.integer(0, index);
    [kinds[index], kinds[other]] = [kinds[other] ?? 'session', kinds[index] ?? 'session'];
  }
  return sizes.map((size, index) => ({ kind: kinds[index - 1] ?? 'session', bytes: size }));
}

/** Skewed sizes within the limits, whose sum is `bytes` as nearly as the limits allow. */
function plannedSizes(random: Random, files: number, bytes: number): number[] {
  const raw = Array.from({ length: files }, () => random.logNormal(1, SIZE_SPREAD));
  const sized = (factor: number): number[] =>
    raw.map((size) => Math.round(Math.min(LARGEST_FILE, Math.max(SMALLEST_FILE, size * factor))));
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
  // The limits make the sum a curve of the factor, but a rising one.
  let low = 0;
  let high = bytes * 1000;
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (sum(sized(middle)) < bytes) low = middle;
    else high = middle;
  }
  return sized(high);
}
