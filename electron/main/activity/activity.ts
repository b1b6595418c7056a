/**
 * What the app's processes did: the memory that each had over time, and what happened to them.
 * Memory in MB of 2^20 bytes, times in ms since 1970.
 */
import type { MemoryHistory, MemoryMark } from '../../shared/contract/memory.ts';

/** `session`: since this program was started, in full detail. `week`: the past seven days, a point a minute. */
export type ActivityRange = 'session' | 'week';

/** A process of the app as it is now. `slot` tells embedders apart across their restarts; 0 for the others. */
export interface ProcessMemory {
  readonly role: 'main' | 'reader' | 'embedder';
  readonly slot: number;
  readonly pid: number;
  readonly rssMb: number;
  /** The most that this process, or an earlier one in its slot, has had in this session. */
  readonly peakMb: number;
  /** How often it was replaced in this session. */
  readonly restarts: number;
  /** `running`, or the state of an embedder. */
  readonly state: string;
}

/** Something that happened to a process, or for `quarantined` to a text. */
export interface ActivityEvent extends MemoryMark {
  /** Unlike that of any other event. */
  readonly id: string;
  readonly pid: number | null;
  /** The batch that was in flight; numbers are of one session. */
  readonly batch: number | null;
}

/** What can be asked of the activity of a running engine. */
export interface Activity {
  /** The curve of every process and of all together, with the ceiling of an embedder and the events as marks. */
  memoryHistory(range: ActivityRange): Promise<MemoryHistory>;
  /** The events, oldest first; at most the last 1,000. */
  events(range: ActivityRange): Promise<readonly ActivityEvent[]>;
  /** Calls the listener for every event until the returned function is called. */
  onEvent(listener: (event: ActivityEvent) => void): () => void;
  /** Every process that lives, main first. */
  processes(): readonly ProcessMemory[];
}
