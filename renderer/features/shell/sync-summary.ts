/**
 * What sync is doing, in a few words.
 */
import type { Snapshot } from '../../../electron/shared/contract/snapshot.ts';
import { formatAgo, formatClock, formatTimeLeft } from '../../format/times.ts';
import { formatAmount, formatShare, shareOf } from '../../format/numbers.ts';

/** The state of sync at a glance. */
export interface SyncSummary {
  readonly tone: 'busy' | 'good' | 'paused' | 'attention';
  readonly title: string;
  readonly detail: string;
  /** Of the whole backlog, 0 to 1; null where there is none. */
  readonly share: number | null;
}

/** How much of the active index's texts is embedded, and the rest. */
export function activeIndex({ indexes }: Pick<Snapshot, 'indexes'>): Snapshot['indexes'][number] | null {
  return indexes.find((index) => index.state === 'active') ?? null;
}

/** The share of the backlog that is done: reading and embedding count the same. Rounded to half a percent. */
export function backlogShare(snapshot: Pick<Snapshot, 'files' | 'indexes'>): number {
  const index = activeIndex(snapshot);
  const read = shareOf(snapshot.files.total - snapshot.files.pending, snapshot.files.total);
  const embedded = index
    ? shareOf(index.embedded + index.quarantined, index.embedded + index.quarantined + index.pending)
    : 1;
  return Math.floor(((read + embedded) / 2) * 200) / 200;
}

/** Sums up a snapshot. The library may be up to date while the server of its index is not. */
export function summarise(
  snapshot: Pick<Snapshot, 'sync' | 'files' | 'indexes' | 'etaSeconds' | 'remote'>,
  now: number,
): SyncSummary {
  const { sync, files, etaSeconds } = snapshot;
  const share = backlogShare(snapshot);
  const left = etaSeconds === null ? 'Estimating time left' : formatTimeLeft(etaSeconds);
  switch (sync.phase) {
    case 'idle': {
      const detail = sync.syncedAt === null ? 'Nothing to do' : `Checked ${formatAgo(sync.syncedAt, now)}`;
      if (files.failed > 0)
        return {
          tone: 'attention',
          title: `${formatAmount(files.failed, 'file')} failed`,
          detail,
          share: null,
        };
      return summariseServer(snapshot.remote) ?? { tone: 'good', title: 'Up to date', detail, share: null };
    }
    case 'opening':
      return { tone: 'busy', title: 'Opening the library', detail: '', share: null };
    case 'scanning':
      return { tone: 'busy', title: 'Looking for changes', detail: 'In every source', share: null };
    case 'reading':
      return { tone: 'busy', title: `Reading, ${formatShare(share)}`, detail: left, share };
    case 'embedding':
      return { tone: 'busy', title: `Embedding, ${formatShare(share)}`, detail: left, share };
    case 'paused': {
      const detail = sync.until === null ? 'Until you resume' : `Until ${formatClock(sync.until)}`;
      return { tone: 'paused', title: 'Paused', detail, share: share < 1 ? share : null };
    }
    case 'failed':
      return { tone: 'attention', title: 'Needs attention', detail: sync.failure.message, share: null };
  }
}

/** What a Qdrant server still needs; null where none is used, or it needs nothing. */
function summariseServer(remote: Snapshot['remote']): SyncSummary | null {
  switch (remote?.state.phase) {
    case 'connecting':
      return { tone: 'busy', title: 'Connecting', detail: 'To the Qdrant server', share: null };
    case 'catching-up': {
      const { sent, pending, etaSeconds } = remote.state;
      const share = shareOf(sent, sent + pending);
      const left = etaSeconds === null ? 'Estimating time left' : formatTimeLeft(etaSeconds);
      return { tone: 'busy', title: `Sending, ${formatShare(share)}`, detail: left, share };
    }
    case 'away': {
      const { pending, failure } = remote.state;
      const detail = pending === 0 ? failure.message : `${formatAmount(pending, 'point')} to be sent`;
      return { tone: 'attention', title: 'Qdrant is away', detail, share: null };
    }
    case 'leaving': {
      const { copied, missing } = remote.state;
      const share = shareOf(copied, missing);
      return {
        tone: 'busy',
        title: `Moving back, ${formatShare(share)}`,
        detail: 'From the Qdrant server',
        share,
      };
    }
    default:
      return null;
  }
}
