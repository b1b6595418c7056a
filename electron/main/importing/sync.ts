/**
 * Keeps the library in step with its sources for as long as the app runs: looks at the disk, reads what is new,
 * embeds what has no vector. Three loops that wake each other; reading goes before embedding, so that new words are
 * found at once. All that has to survive is in the library: a sync that was killed goes on from there.
 */
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { RecollectError } from '../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import type { Keeping } from '../sources/source-keeper.ts';
import { InFlight } from './in-flight.ts';
import { PauseGate } from './pause-gate.ts';
import { Purge } from './purge.ts';
import type { UnreadablePath } from './source-looker.ts';
import { SyncEmbedding } from './sync-embedding.ts';
import { SyncLooking } from './sync-looking.ts';
import { SyncLoop } from './sync-loop.ts';
import { SyncReading } from './sync-reading.ts';
import { stateOf, type OpenSyncState, type SyncLoops } from './sync-state.ts';
import { SyncedSources, type SourceMeans } from './synced-sources.ts';
import { TimedPause } from './timed-pause.ts';

/** What sync needs of the engine. */
export type SyncEngine = Pick<
  Engine,
  'library' | 'reader' | 'provider' | 'progressCounter' | 'target' | 'retryQuarantined'
> &
  Partial<Pick<Engine, 'remote' | 'remotes'>>;

/** What sync works with. */
export interface SyncParts extends SourceMeans {
  readonly engine: SyncEngine;
  /** Hears that state or numbers have changed. */
  readonly changed: () => void;
  readonly now: () => number;
  /** Files have left the library. */
  readonly purged?: () => void;
}

/** Background sync. */
export class Sync {
  private readonly engine: SyncEngine;
  private readonly changed: () => void;
  private readonly abort = new AbortController();
  private readonly inFlight = new InFlight();
  private readonly paused: TimedPause;
  private readonly loops: SyncLoops;
  private readonly sources: SyncedSources;
  private readonly purge: Purge;
  private readonly looking: SyncLooking;
  private readonly reading: SyncReading;
  private readonly embedding: SyncEmbedding;
  private running: Promise<unknown> = Promise.resolve();

  constructor(parts: SyncParts) {
    const { engine, changed, now, purged = () => undefined } = parts;
    const { write } = engine.library;
    this.engine = engine;
    this.changed = changed;
    const tell = (): void => this.tell();
    const pause = new TimedPause(parts.now, () => this.pauseChanged());
    const loops = { look: new SyncLoop(tell), read: new SyncLoop(tell), embed: new SyncLoop(tell) };
    const embeddingGate = new PauseGate();
    this.paused = pause;
    this.loops = loops;
    this.sources = new SyncedSources({ ...parts, write, asked: () => loops.look.wake() });
    this.purge = new Purge({ write, began: () => loops.look.begin(), changed, purged });
    this.looking = new SyncLooking({
      loop: loops.look,
      pause,
      sources: this.sources,
      purge: this.purge,
      progress: engine.progressCounter,
      looked: () => loops.read.wake(),
    });
    this.embedding = new SyncEmbedding({
      engine,
      loop: loops.embed,
      pause,
      gate: embeddingGate,
      inFlight: this.inFlight,
      now,
    });
    this.reading = new SyncReading({
      engine,
      loop: loops.read,
      pause,
      embedding: embeddingGate,
      stored: () => this.embedding.backlogChanged(),
      read: () => loops.embed.wake(),
    });
  }

  /** Goes on with what waits in the library, looks at every source and watches it from then on. */
  async start(): Promise<void> {
    const { signal } = this.abort;
    await this.sources.load();
    this.engine.remotes?.start();
    this.running = Promise.all([
      this.loops.look.run((stop) => this.looking.work(stop), signal),
      this.loops.read.run((stop) => this.reading.work(stop), signal),
      this.loops.embed.run((stop) => this.embedding.work(stop), signal),
    ]);
  }

  /** What is going on, the most telling first. */
  state(): OpenSyncState {
    return stateOf({
      loops: this.loops,
      pause: this.paused,
      readPath: this.engine.progressCounter.path,
      lookedAt: this.looking.path,
      syncedAt: this.embedding.syncedAt,
    });
  }

  /** Whether anything is under way. */
  get active(): boolean {
    return !this.paused.paused && Object.values(this.loops).some(({ working }) => working);
  }

  /** Whether anything is being looked for or read. */
  get isReading(): boolean {
    return this.loops.look.working || this.loops.read.working;
  }

  keepingOf(source: number): Keeping | undefined {
    return this.sources.keepingOf(source);
  }

  countKept(keeping: Keeping): number {
    return this.sources.countKept(keeping);
  }

  /** Folders and files that the last walk could not look at. */
  unreadablePaths(): UnreadablePath[] {
    return this.sources.unreadablePaths();
  }

  /** Keeps a path in step from now on and gives its id. */
  add(path: string, origin: 'discovered' | 'added'): Promise<number> {
    return this.sources.add(path, origin);
  }

  /** Leaves one source alone, or no longer. */
  async setPaused(id: number, paused: boolean): Promise<void> {
    await this.sources.setPaused(id, paused);
    this.loops.read.wake();
  }

  /** Stops keeping a source; with `purge` what only it holds leaves the library. Resolves before all of that is gone. */
  async remove(id: number, purge: boolean): Promise<void> {
    await this.sources.remove(id, purge);
    if (purge) this.purge.ask();
    this.loops.look.wake();
  }

  /** Begins nothing new until `resume`, or until a time; what is in flight is finished and stored. */
  pause(until: number | null): void {
    this.paused.pause(until);
  }

  resume(): void {
    this.paused.resume();
  }

  /** Looks at all sources now. */
  lookAtAll(retryFailed = false): void {
    this.sources.lookAtAll(retryFailed);
  }

  /** Tries again what failed: files, texts in quarantine, a provider that gave up, a library that could not be written. */
  async retry(): Promise<void> {
    await this.engine.library.write.retryFailedFiles();
    await this.engine.retryQuarantined();
    this.engine.progressCounter.filesFailed.length = 0;
    this.engine.provider.retry();
    this.engine.remote?.sync.retry();
    this.embedding.backlogChanged();
    this.lookAtAll(true);
    for (const loop of Object.values(this.loops)) loop.wake();
  }

  /** Another index is to be filled, or the same one by other rules: what is in flight is stored, the rest begins anew. */
  providerChanged(): void {
    this.embedding.targetChanged();
    this.changed();
  }

  suspend(): void {
    this.sources.suspend();
  }

  wake(): void {
    this.paused.catchUp();
    this.sources.wake();
  }

  /**
   * Ends the loops. Nothing new is begun; batches that are being embedded may take `drainMs` to be stored, then what is
   * in flight is given up: it is done again by the next start.
   */
  async stop(drainMs = 0): Promise<void> {
    this.paused.close();
    const ended = new AbortController();
    await Promise.race([this.inFlight.none(), after(drainMs, ended.signal)]);
    ended.abort();
    this.abort.abort(new RecollectError('cancelled', 'Recollect was closed.'));
    this.reading.close();
    await this.sources.close();
    await this.running;
  }

  /** A server gets nothing while nothing is begun here. */
  private pauseChanged(): void {
    const { remotes } = this.engine;
    if (this.paused.paused) remotes?.pause();
    else remotes?.resume();
    this.tell();
  }

  /** The state is another: the engine's own status goes by it too. */
  private tell(): void {
    const { phase } = this.state();
    this.engine.progressCounter.phase = phase === 'failed' ? 'idle' : phase;
    this.changed();
  }
}

/** Resolves after some ms, or when it is no longer waited for. */
async function after(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeoutPromise(ms, undefined, { signal }).catch(() => undefined);
}
