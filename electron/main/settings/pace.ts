/**
 * What a pace means for the machine: how many processes embed, at which priority, and how much they rest.
 *
 * - `gentle`: one process at the lowest priority that rests as long as it works: a laptop on battery stays cool.
 * - `balanced`: half of the cores, below the priority of what the user works with.
 * - `full`: every core, up to 4. Below the user's priority too: on a machine that does nothing else that costs
 *   nothing, and on one that does, the window still answers.
 */
import type { ChildPriority } from '../../shared/child-process.ts';
import type { RunSettings } from './settings.ts';

/** What follows from a pace. */
export interface Effort {
  readonly workers: number;
  readonly priority: ChildPriority;
  /** How long a process rests after a batch, as a share of the time that the batch took; 0 for not at all. */
  readonly restShare: number;
}

/** What a machine is like at the moment. */
export interface Machine {
  readonly onBattery: boolean;
  readonly cores: number;
}

/** More processes than this make the one disk and the one writer of the library the bottleneck. */
const MOST_WORKERS = 4;

/**
 * The effort that settings mean on a machine. Workers that somebody asked for go before those of the pace, except on
 * battery.
 */
export function effortOf(
  { pace = 'full', gentleOnBattery = true, workers = null }: RunSettings,
  { onBattery, cores }: Machine,
): Effort {
  const saving = onBattery && gentleOnBattery;
  if (saving) return { workers: 1, ...GENTLE };
  if (pace === 'gentle') return { workers: workers ?? 1, ...GENTLE };
  const share = pace === 'full' ? cores : Math.floor(cores / 2);
  return {
    workers: workers ?? Math.max(1, Math.min(MOST_WORKERS, share)),
    priority: 'below-normal',
    restShare: 0,
  };
}

const GENTLE = { priority: 'lowest', restShare: 1 } as const;
