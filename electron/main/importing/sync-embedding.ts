/**
 * What the embedding loop of background sync does: embeds the backlog, again whenever newer texts were stored or another
 * index is to be filled.
 */
import type { Engine } from '../engine.ts';
import { embedBacklog } from './embed-loop.ts';
import type { InFlight } from './in-flight.ts';
import type { PauseGate } from './pause-gate.ts';
import type { SyncLoop } from './sync-loop.ts';
import type { TimedPause } from './timed-pause.ts';

/** What embedding works with. */
export interface EmbeddingParts {
  readonly engine: Pick<Engine, 'library' | 'progressCounter' | 'target'> & Partial<Pick<Engine, 'remote'>>;
  readonly loop: SyncLoop;
  readonly pause: TimedPause;
  /** Closed while there is something to read. */
  readonly gate: PauseGate;
  readonly inFlight: InFlight;
  readonly now: () => number;
}

/** Embeds the backlog. */
export class SyncEmbedding {
  private readonly parts: EmbeddingParts;
  private revision = 0;
  private targets = 0;
  private finishedAt: number | null = null;

  constructor(parts: EmbeddingParts) {
    this.parts = parts;
  }

  /** When nothing was left to embed, in ms since 1970; null: not since the start. */
  get syncedAt(): number | null {
    return this.finishedAt;
  }

  /** Newer texts were stored, or some that had failed may be tried again. */
  backlogChanged(): void {
    this.revision += 1;
  }

  /** Another index is to be filled, or the same one by other rules: what is in flight is stored, the rest begins anew. */
  targetChanged(): void {
    this.targets += 1;
    this.parts.loop.wake();
  }

  /** Works until the backlog is empty. */
  async work(signal: AbortSignal): Promise<void> {
    const { loop, engine, now } = this.parts;
    const { library, progressCounter: progress } = engine;
    const gate = async (): Promise<void> => {
      await this.mayWork(signal);
      loop.begin();
    };
    const stored = (): void => engine.remote?.sync.notice();
    for (let changed = true; changed;) {
      await this.mayWork(signal);
      const { revision, targets } = this;
      const target = await engine.target();
      await embedBacklog(
        {
          library,
          ...target,
          progress,
          gate,
          stored,
          inFlight: this.parts.inFlight,
          revision: () => this.revision,
          over: () => targets !== this.targets,
        },
        signal,
      );
      // What was read may have replaced chunks, too.
      stored();
      changed = revision !== this.revision || targets !== this.targets;
    }
    this.finishedAt = now();
  }

  private async mayWork(signal: AbortSignal): Promise<void> {
    await this.parts.pause.wait(signal);
    await this.parts.gate.wait(signal);
  }
}
