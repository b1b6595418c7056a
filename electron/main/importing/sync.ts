/**
 * Keeps the library in step with its sources for as long as the app runs: looks at the disk, reads what is new,
 * embeds what has no vector. Three loops that wake each other; reading goes before embedding, so that new words are
 * found at once. All that has to survive is in the library: a sync that was killed goes on from there.
 */
import { stat } from 'node:fs/promises';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import type { SyncState } from '../../shared/contract/snapshot.ts';
import { RecollectError, toFailure, type Failure } from '../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import type { KeptSource } from '../library/source-store.ts';
import { scan as scanDisk, type Scan } from '../sources/scan.ts';
import { SourceKeeper, type Keeping } from '../sources/source-keeper.ts';
import { watchSource, type WatchSource } from '../sources/watch-source.ts';
import { embedBacklog } from './embed-loop.ts';
import { InFlight } from './in-flight.ts';
import { LookQueue } from './look-queue.ts';
import { PauseGate } from './pause-gate.ts';
import { readPendingFiles } from './read-loop.ts';
import { SourceLooker, type UnreadablePath } from './source-looker.ts';
import { Wake } from './wake.ts';

/** The state of sync once there is a library. */
type OpenSyncState = Exclude<SyncState, { readonly phase: 'opening' }>;

/** The reader process is ended when it had nothing to read for this long, in ms. */
const READER_IDLE_MS = 30_000;

/** A full disk is tried again by itself after this long, in ms. */
const DISK_RETRY_MS = 60_000;

/** Files of a removed source that go in one step. */
const PURGED_AT_ONCE = 32;

/** What sync needs of the engine. */
export type SyncEngine = Pick<
  Engine,
  'library' | 'reader' | 'provider' | 'progressCounter' | 'target' | 'retryQuarantined'
> &
  Partial<Pick<Engine, 'remote'>>;

/** What sync works with. What is left out is the real thing. */
export interface SyncParts {
  readonly engine: SyncEngine;
  /** Hears that state or numbers have changed. */
  readonly changed: () => void;
  readonly now: () => number;
  /** Files have left the library. */
  readonly purged?: () => void;
  readonly watch?: WatchSource;
  readonly scan?: (path: string, signal: AbortSignal) => Promise<Scan>;
  readonly exists?: (path: string) => Promise<boolean>;
}

type LoopName = 'look' | 'read' | 'embed';

/** Background sync. */
export class Sync {
  /** When everything was last in step, in ms since 1970. */
  private syncedAt: number | null = null;
  private readonly engine: SyncEngine;
  private readonly changed: () => void;
  private readonly now: () => number;
  private readonly purged: () => void;
  private readonly keeper: SourceKeeper;
  private readonly looker: SourceLooker;
  private readonly looks = new LookQueue();
  private readonly wakes: Readonly<Record<LoopName, Wake>> = {
    look: new Wake(),
    read: new Wake(),
    embed: new Wake(),
  };
  private readonly working: Record<LoopName, boolean> = { look: false, read: false, embed: false };
  private readonly failures = new Map<LoopName, Failure>();
  private readonly pauseGate = new PauseGate();
  private readonly readingGate = new PauseGate();
  private readonly inFlight = new InFlight();
  private readonly abort = new AbortController();
  private readonly sources = new Map<number, KeptSource>();
  private loops: Promise<unknown> = Promise.resolve();
  private lookedAt: string | null = null;
  private pausedUntil: number | null = null;
  private resumeTimer: NodeJS.Timeout | undefined;
  private readerTimer: NodeJS.Timeout | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private purging = true;
  private revision = 0;
  /** Counts the changes of what is to be filled. */
  private targets = 0;

  constructor(parts: SyncParts) {
    this.engine = parts.engine;
    this.changed = parts.changed;
    this.now = parts.now;
    this.purged = parts.purged ?? (() => undefined);
    const exists = parts.exists ?? existsOnDisk;
    this.keeper = new SourceKeeper({
      watch: parts.watch ?? watchSource,
      now: parts.now,
      exists,
      changed: parts.changed,
      ask: (source, paths) => this.ask(source, paths),
    });
    this.looker = new SourceLooker({
      scan: parts.scan ?? scanDisk,
      exists,
      reconcile: (source, look) => this.engine.library.write.reconcileSource(source, look),
      walked: (source, present, tookMs) => this.keeper.walked(source, present, tookMs),
      now: parts.now,
    });
  }

  /** Goes on with what waits in the library, looks at every source and watches it from then on. */
  async start(): Promise<void> {
    for (const source of await this.engine.library.write.keptSources()) this.take(source);
    this.engine.remote?.sync.start();
    this.loops = Promise.all([
      this.run('look', () => this.lookLoop()),
      this.run('read', () => this.readLoop()),
      this.run('embed', () => this.embedLoop()),
    ]);
  }

  /** What is going on, the most telling first. */
  state(): OpenSyncState {
    if (this.pauseGate.paused) return { phase: 'paused', until: this.pausedUntil };
    const { path } = this.engine.progressCounter;
    if (this.working.read) return { phase: 'reading', path };
    if (this.working.look) return { phase: 'scanning', path: this.lookedAt };
    const failure = this.failures.get('read') ?? this.failures.get('look') ?? this.failures.get('embed');
    if (failure) return { phase: 'failed', failure };
    if (this.working.embed) return { phase: 'embedding' };
    return { phase: 'idle', syncedAt: this.syncedAt };
  }

  /** Whether anything is under way. */
  get active(): boolean {
    return !this.pauseGate.paused && (this.working.look || this.working.read || this.working.embed);
  }

  /** Whether anything is being looked for or read. */
  get reading(): boolean {
    return this.working.look || this.working.read;
  }

  keepingOf(source: number): Keeping | undefined {
    return this.keeper.keepingOf(source);
  }

  countKept(keeping: Keeping): number {
    return this.keeper.count(keeping);
  }

  /** Folders and files that the last walk could not look at. */
  unreadablePaths(): UnreadablePath[] {
    return this.looker.unreadablePaths();
  }

  /** Keeps a path in step from now on and gives its id. */
  async add(path: string, origin: 'discovered' | 'added'): Promise<number> {
    const id = await this.engine.library.write.keepSource(path, origin);
    this.take({ id, path, paused: this.sources.get(id)?.paused ?? false });
    this.ask(id, null);
    return id;
  }

  /** Leaves one source alone, or no longer. */
  async setPaused(id: number, paused: boolean): Promise<void> {
    const source = this.known(id);
    await this.engine.library.write.pauseSource(id, paused);
    await this.keeper.drop(id);
    this.looks.forget(id);
    this.take({ ...source, paused });
    this.wakes.read.ring();
    this.changed();
  }

  /** Stops keeping a source; with `purge` what only it holds leaves the library. Resolves before all of that is gone. */
  async remove(id: number, purge: boolean): Promise<void> {
    this.known(id);
    this.sources.delete(id);
    this.looker.forget(id);
    this.looks.forget(id);
    await this.keeper.drop(id);
    await this.engine.library.write.removeSource(id, purge);
    this.purging ||= purge;
    this.wakes.look.ring();
    this.changed();
  }

  /** Begins nothing new until `resume`, or until a time; what is in flight is finished and stored. */
  pause(until: number | null): void {
    clearTimeout(this.resumeTimer);
    this.pausedUntil = until;
    this.pauseGate.pause();
    if (until !== null) {
      this.resumeTimer = setTimeout(() => this.resume(), Math.max(0, until - this.now()));
      this.resumeTimer.unref();
    }
    this.tell();
  }

  resume(): void {
    clearTimeout(this.resumeTimer);
    this.pausedUntil = null;
    this.pauseGate.resume();
    this.tell();
  }

  /** Looks at all sources now. */
  lookAtAll(retryFailed = false): void {
    for (const source of this.sources.values()) {
      if (!source.paused) this.looks.whole(source.id, retryFailed);
    }
    this.wakes.look.ring();
  }

  /** Tries again what failed: files, texts in quarantine, a provider that gave up, a library that could not be written. */
  async retry(): Promise<void> {
    await this.engine.library.write.retryFailedFiles();
    await this.engine.retryQuarantined();
    this.engine.progressCounter.filesFailed.length = 0;
    this.engine.provider.retry();
    this.engine.remote?.sync.retry();
    this.revision += 1;
    this.lookAtAll(true);
    for (const wake of Object.values(this.wakes)) wake.ring();
  }

  /** Another index is to be filled, or the same one by other rules: what is in flight is stored, the rest begins anew. */
  providerChanged(): void {
    this.targets += 1;
    this.wakes.embed.ring();
    this.changed();
  }

  suspend(): void {
    this.keeper.suspend();
  }

  wake(): void {
    if (this.pausedUntil !== null && this.now() >= this.pausedUntil) this.resume();
    this.keeper.wake();
  }

  /**
   * Ends the loops. Nothing new is begun; batches that are being embedded may take `drainMs` to be stored, then what is
   * in flight is given up: it is done again by the next start.
   */
  async stop(drainMs = 0): Promise<void> {
    this.pauseGate.pause();
    const ended = new AbortController();
    await Promise.race([this.inFlight.none(), after(drainMs, ended.signal)]);
    ended.abort();
    this.abort.abort(new RecollectError('cancelled', 'Recollect was closed.'));
    for (const timer of [this.resumeTimer, this.readerTimer, this.retryTimer]) clearTimeout(timer);
    await this.keeper.close();
    await this.loops;
  }

  /** The state is another: the engine's own status goes by it too. */
  private tell(): void {
    const { phase } = this.state();
    this.engine.progressCounter.phase = phase === 'failed' ? 'idle' : phase;
    this.changed();
  }

  private stopped(): boolean {
    return this.abort.signal.aborted;
  }

  private known(id: number): KeptSource {
    const source = this.sources.get(id);
    if (!source) throw new RecollectError('usage', 'This source is no longer in the library.');
    return source;
  }

  private take(source: KeptSource): void {
    this.sources.set(source.id, source);
    if (source.paused) return;
    this.keeper.keep(source.id, source.path);
    this.ask(source.id, null);
  }

  private ask(source: number, paths: readonly string[] | null): void {
    if (!this.sources.has(source)) return;
    if (paths) this.looks.paths(source, paths);
    else this.looks.whole(source);
    this.wakes.look.ring();
  }

  /** Runs a loop until sync stops; after a failure it waits for `retry`. */
  private async run(name: LoopName, loop: () => Promise<never>): Promise<void> {
    const { signal } = this.abort;
    for (;;) {
      try {
        this.failures.delete(name);
        await loop();
      } catch (error) {
        if (this.stopped()) return;
        this.working[name] = false;
        if (name === 'read') this.readingGate.resume();
        const failure = toFailure(error);
        this.failures.set(name, failure);
        this.tell();
        if (failure.code === 'disk-full') {
          clearTimeout(this.retryTimer);
          this.retryTimer = setTimeout(() => this.wakes[name].ring(), DISK_RETRY_MS);
          this.retryTimer.unref();
        }
        await this.wakes[name].wait(signal).catch(() => undefined);
        if (this.stopped()) return;
      }
    }
  }

  private async lookLoop(): Promise<never> {
    const { signal } = this.abort;
    for (;;) {
      await this.pauseGate.wait(signal);
      await this.purge(signal);
      const look = this.looks.take();
      const source = look && this.sources.get(look.source);
      if (look && source && !source.paused) {
        this.begin('look');
        this.lookedAt = source.path;
        const waiting = await this.looker.look(source, look, signal);
        if (waiting > 0) this.engine.progressCounter.filesPending += waiting;
        this.wakes.read.ring();
        continue;
      }
      if (look) continue;
      this.lookedAt = null;
      this.end('look');
      await this.wakes.look.wait(signal);
    }
  }

  /** Removes what sources leave behind that were removed with their conversations. Goes on after a kill. */
  private async purge(signal: AbortSignal): Promise<void> {
    if (!this.purging) return;
    const { write } = this.engine.library;
    for (let files = await write.purgingFiles(PURGED_AT_ONCE); files.length > 0;) {
      this.begin('look');
      for (const file of files) {
        signal.throwIfAborted();
        await write.purgeFile(file);
      }
      this.changed();
      files = await write.purgingFiles(PURGED_AT_ONCE);
    }
    await write.endPurging();
    this.purging = false;
    this.purged();
  }

  private async readLoop(): Promise<never> {
    const { signal } = this.abort;
    const { library, reader, progressCounter: progress } = this.engine;
    const gate = async (): Promise<void> => {
      await this.pauseGate.wait(signal);
      clearTimeout(this.readerTimer);
      this.begin('read');
      // Embedding waits while there is something to read: both want the processor, and words are found at once.
      this.readingGate.pause();
    };
    for (;;) {
      const before = progress.messages;
      await readPendingFiles({ library, reader, progress, gate }, signal);
      if (this.working.read) {
        progress.filesPending = 0;
        progress.path = null;
        this.readerTimer = setTimeout(() => reader.stop(), READER_IDLE_MS);
        this.readerTimer.unref();
      }
      if (progress.messages !== before) this.revision += 1;
      this.end('read');
      this.readingGate.resume();
      this.wakes.embed.ring();
      await this.wakes.read.wait(signal);
    }
  }

  private async embedLoop(): Promise<never> {
    const { signal } = this.abort;
    const { library, progressCounter: progress } = this.engine;
    const gate = async (): Promise<void> => {
      await this.pauseGate.wait(signal);
      await this.readingGate.wait(signal);
      this.begin('embed');
    };
    for (;;) {
      await this.pauseGate.wait(signal);
      await this.readingGate.wait(signal);
      const { revision, targets } = this;
      const stored = (): void => this.engine.remote?.sync.notice();
      const target = await this.engine.target();
      await embedBacklog(
        {
          library,
          ...target,
          progress,
          gate,
          stored,
          inFlight: this.inFlight,
          revision: () => this.revision,
          over: () => targets !== this.targets,
        },
        signal,
      );
      // What was read may have replaced chunks, too.
      stored();
      if (revision !== this.revision || targets !== this.targets) continue;
      this.syncedAt = this.now();
      this.end('embed');
      await this.wakes.embed.wait(signal);
    }
  }

  private begin(loop: LoopName): void {
    if (this.working[loop]) return;
    this.working[loop] = true;
    this.tell();
  }

  private end(loop: LoopName): void {
    if (!this.working[loop]) return;
    this.working[loop] = false;
    this.tell();
  }
}

/** Resolves after some ms, or when it is no longer waited for. */
async function after(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeoutPromise(ms, undefined, { signal }).catch(() => undefined);
}

function existsOnDisk(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
