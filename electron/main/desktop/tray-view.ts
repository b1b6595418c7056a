/**
 * What the tray shows of a snapshot: icon, tooltip and menu. Pure.
 */
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import { harmlessLine } from '../../shared/harmless.ts';

/** The state at a glance; each has an icon. */
export type TrayIcon = 'syncing' | 'up-to-date' | 'paused' | 'attention';

/** What a menu entry does. */
export type TrayCommand = 'open' | 'search' | 'add-folder' | 'pause' | 'pause-hour' | 'resume' | 'quit';

/** An entry of the tray's menu. */
export type TrayEntry =
  | { readonly kind: 'status'; readonly label: string }
  | { readonly kind: 'command'; readonly label: string; readonly command: TrayCommand }
  | { readonly kind: 'separator' };

/** What the tray shows. */
export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly entries: readonly TrayEntry[];
}

/** The tray's view of the app's state. `time` formats a time of the day. */
export function trayView(snapshot: Snapshot, time: (ms: number) => string): TrayView {
  const { icon, status } = glance(snapshot, time);
  const paused = snapshot.sync.phase === 'paused';
  const entries: TrayEntry[] = [
    { kind: 'status', label: status },
    { kind: 'separator' },
    { kind: 'command', label: 'Open Recollect', command: 'open' },
    { kind: 'command', label: 'Search…', command: 'search' },
    { kind: 'command', label: 'Add Folder…', command: 'add-folder' },
    { kind: 'separator' },
    ...(paused
      ? [{ kind: 'command', label: 'Resume sync', command: 'resume' } as const]
      : [
          { kind: 'command', label: 'Pause sync', command: 'pause' } as const,
          { kind: 'command', label: 'Pause for an hour', command: 'pause-hour' } as const,
        ]),
    { kind: 'separator' },
    { kind: 'command', label: 'Quit Recollect', command: 'quit' },
  ];
  return { icon, tooltip: `Recollect: ${status}`, entries };
}

interface Glance {
  readonly icon: TrayIcon;
  readonly status: string;
}

function glance(snapshot: Snapshot, time: (ms: number) => string): Glance {
  const { sync, notices, library } = snapshot;
  if (sync.phase === 'opening') return { icon: 'syncing', status: 'Opening the library' };
  if (sync.phase === 'failed') return { icon: 'attention', status: harmlessLine(sync.failure.message) };
  const trouble = notices.find(({ level }) => level === 'error');
  if (trouble) return { icon: 'attention', status: harmlessLine(trouble.message) };
  if (sync.phase === 'paused') {
    return {
      icon: 'paused',
      status: sync.until === null ? 'Sync is paused' : `Sync is paused until ${time(sync.until)}`,
    };
  }
  if (sync.phase === 'idle') {
    const server = serverGlance(snapshot.remote);
    if (server) return server;
    const conversations = library.conversations.toLocaleString('en');
    return { icon: 'up-to-date', status: `Up to date, ${conversations} conversations` };
  }
  return { icon: 'syncing', status: `Syncing, ${percentage(snapshot)} %` };
}

/** What a Qdrant server still needs; null where none is used, or it needs nothing. */
function serverGlance(remote: Snapshot['remote']): Glance | null {
  switch (remote?.state.phase) {
    case 'connecting':
      return { icon: 'syncing', status: 'Connecting to Qdrant' };
    case 'catching-up': {
      const { sent, pending } = remote.state;
      return { icon: 'syncing', status: `Sending to Qdrant, ${percent(sent, sent + pending)} %` };
    }
    case 'away': {
      const { pending } = remote.state;
      const waiting = pending === 0 ? '' : `, ${pending.toLocaleString('en')} points to be sent`;
      return { icon: 'attention', status: `Qdrant is away${waiting}` };
    }
    case 'leaving': {
      const { copied, missing } = remote.state;
      return { icon: 'syncing', status: `Leaving Qdrant, ${percent(copied, missing)} %` };
    }
    default:
      return null;
  }
}

/** Of files while they are read, of chunks while they are embedded. */
function percentage({ sync, files, indexes }: Snapshot): number {
  const active = indexes.find(({ state }) => state === 'active');
  const [done, total] =
    sync.phase === 'embedding' && active
      ? [active.embedded + active.quarantined, active.embedded + active.quarantined + active.pending]
      : [files.done + files.failed, files.total];
  return percent(done, total);
}

/** 100 only when nothing is left. */
function percent(done: number, total: number): number {
  if (total === 0) return 0;
  return Math.min(done < total ? 99 : 100, Math.floor((done * 100) / total));
}
