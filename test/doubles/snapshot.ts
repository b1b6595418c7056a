/**
 * A snapshot of an app with nothing in its library, for tests that look at a part of one.
 */
import type { Snapshot } from '../../electron/shared/contract/snapshot.ts';
import { aSnapshot } from './client-state.ts';

/** The snapshot with `parts` in place of its own. */
export function snapshotOf(parts: Partial<Snapshot>): Snapshot {
  const indexes = aSnapshot().indexes.filter(({ provider }) => provider === 'local');
  return aSnapshot({
    sync: { phase: 'idle', syncedAt: 0 },
    files: { total: 0, done: 0, pending: 0, failed: 0 },
    library: { conversations: 0, messages: 0, chunks: 0, skippedLines: 0 },
    indexes: indexes.map((index) => ({ ...index, embedded: 0 })),
    memory: { ceilingMb: 400, totalMb: 0, processes: [] },
    ...parts,
  });
}
