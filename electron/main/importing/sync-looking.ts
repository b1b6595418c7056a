/**
 * What the looking loop of background sync does: removes what is to be removed, and looks at what is to be looked at.
 */
import type { ProgressCounter } from './progress.ts';
import type { Purge } from './purge.ts';
import type { SyncedSources } from './synced-sources.ts';
import type { SyncLoop } from './sync-loop.ts';
import type { TimedPause } from './timed-pause.ts';

/** What looking works with. */
export interface LookingParts {
  readonly loop: SyncLoop;
  readonly pause: TimedPause;
  readonly sources: SyncedSources;
  readonly purge: Purge;
  readonly progress: ProgressCounter;
  /** Hears after each look: files may wait to be read. */
  readonly looked: () => void;
}

/** Looks at sources. */
export class SyncLooking {
  private readonly parts: LookingParts;
  private lookedAt: string | null = null;

  constructor(parts: LookingParts) {
    this.parts = parts;
  }

  /** The source that is being looked at. */
  get path(): string | null {
    return this.lookedAt;
  }

  /** Works until nothing is left to look at. */
  async work(signal: AbortSignal): Promise<void> {
    const { loop, pause, sources, purge, progress, looked } = this.parts;
    for (;;) {
      await pause.wait(signal);
      await purge.carryOut(signal);
      const next = sources.nextLook();
      if (!next) break;
      loop.begin();
      this.lookedAt = next.source.path;
      progress.filesPending += await sources.look(next, signal);
      looked();
    }
    this.lookedAt = null;
  }
}
