/**
 * What people are told of background sync: one state, the most telling of its loops.
 */
import type { SyncState } from '../../shared/contract/snapshot.ts';
import type { SyncLoop } from './sync-loop.ts';

/** The state of sync once there is a library. */
export type OpenSyncState = Exclude<SyncState, { readonly phase: 'opening' }>;

/** The loops by what they do. */
export type SyncLoops = Readonly<Record<'look' | 'read' | 'embed', SyncLoop>>;

/** What a state is told by. */
export interface SyncCondition {
  readonly loops: SyncLoops;
  readonly pause: { readonly paused: boolean; readonly until: number | null };
  /** The file that is being read. */
  readonly readPath: string | null;
  /** The source that is being looked at. */
  readonly lookedAt: string | null;
  /** When everything was last in step, in ms since 1970. */
  readonly syncedAt: number | null;
}

/** The one state. */
export function stateOf({ loops, pause, readPath, lookedAt, syncedAt }: SyncCondition): OpenSyncState {
  const { look, read, embed } = loops;
  if (pause.paused) return { phase: 'paused', until: pause.until };
  if (read.working) return { phase: 'reading', path: readPath };
  if (look.working) return { phase: 'scanning', path: lookedAt };
  const failure = read.failure ?? look.failure ?? embed.failure;
  if (failure) return { phase: 'failed', failure };
  if (embed.working) return { phase: 'embedding' };
  return { phase: 'idle', syncedAt };
}
