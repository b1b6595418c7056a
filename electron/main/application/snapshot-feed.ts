/**
 * Sends the state to the windows whenever it has changed, at most ten times a second.
 */
import type { Snapshot } from '../../shared/contract/snapshot.ts';

/** The shortest time between two snapshots, in ms. */
const SHORTEST_MS = 100;

/** A snapshot before it has a number. */
export type UnnumberedSnapshot = Omit<Snapshot, 'revision'>;

/** Numbers snapshots and says when there is a new one. */
export class SnapshotFeed {
  private readonly build: () => UnnumberedSnapshot;
  private readonly send: (snapshot: Snapshot) => void;
  private readonly now: () => number;
  private last: Snapshot | undefined;
  private sent: Snapshot | undefined;
  private lastText = '';
  private sentAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(build: () => UnnumberedSnapshot, send: (snapshot: Snapshot) => void, now: () => number) {
    this.build = build;
    this.send = send;
    this.now = now;
  }

  /** Something may have changed: looks soon, and sends if so. */
  touch(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        const snapshot = this.current();
        this.sentAt = this.now();
        // Who asked in the meantime knows it already; the others don't.
        if (snapshot === this.sent) return;
        this.sent = snapshot;
        this.send(snapshot);
      },
      Math.max(0, this.sentAt + SHORTEST_MS - this.now()),
    );
  }

  /** The state as it is now; the same object as long as nothing changed. */
  current(): Snapshot {
    const built = this.build();
    const text = JSON.stringify(built);
    if (this.last && text === this.lastText) return this.last;
    this.lastText = text;
    this.last = { revision: (this.last?.revision ?? 0) + 1, ...built };
    return this.last;
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
