/**
 * The sources that background sync keeps in step: which there are, how each is watched, and what of them is to be
 * looked at.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { Library } from '../library/library.ts';
import type { KeptSource } from '../library/source-store.ts';
import { includeBeside, type DataFolder } from '../sources/data-folder.ts';
import { existsWithoutWaking } from '../sources/presence.ts';
import { scan as scanDisk, type Scan } from '../sources/scan.ts';
import { SourceKeeper, type Keeping } from '../sources/source-keeper.ts';
import { watchSource, type WatchSource } from '../sources/watch-source.ts';
import { LookQueue, type Look } from './look-queue.ts';
import { SourceLooker, type UnreadablePath } from './source-looker.ts';

/** How sources are reached. What is left out is the real thing. */
export interface SourceMeans {
  /** The data folder, which is left out of sources above it. */
  readonly own?: DataFolder;
  readonly watch?: WatchSource;
  readonly scan?: (path: string, signal: AbortSignal) => Promise<Scan>;
  readonly exists?: (path: string) => Promise<boolean>;
}

/** What the sources are kept with. */
export interface SyncedSourcesParts extends SourceMeans {
  readonly write: Pick<
    Library['write'],
    'keptSources' | 'keepSource' | 'pauseSource' | 'removeSource' | 'reconcileSource'
  >;
  /** Hears that something about a source is different. */
  readonly changed: () => void;
  /** Hears that something is to be looked at. */
  readonly asked: () => void;
  readonly now: () => number;
}

/** A look that is to be taken now. */
export interface NextLook {
  readonly source: KeptSource;
  readonly look: Look;
}

/** Keeps the sources until it is closed. */
export class SyncedSources {
  private readonly parts: SyncedSourcesParts;
  private readonly keeper: SourceKeeper;
  private readonly looker: SourceLooker;
  private readonly looks = new LookQueue();
  private readonly sources = new Map<number, KeptSource>();

  constructor(parts: SyncedSourcesParts) {
    this.parts = parts;
    const { now, exists = existsWithoutWaking(), own = [] } = parts;
    this.keeper = new SourceKeeper({
      watch: parts.watch ?? ((path, listener) => watchSource(path, listener, includeBeside(path, own))),
      now,
      exists,
      changed: parts.changed,
      ask: (source, paths) => this.ask(source, paths),
    });
    this.looker = new SourceLooker({
      scan: parts.scan ?? ((path, signal) => scanDisk(path, signal, includeBeside(path, own))),
      exists,
      reconcile: (source, look) => parts.write.reconcileSource(source, look),
      walked: (source, present, tookMs) => this.keeper.walked(source, present, tookMs),
      now,
    });
  }

  /** Begins with those that the library knows. */
  async load(): Promise<void> {
    for (const source of await this.parts.write.keptSources()) this.take(source);
  }

  /** Keeps a path in step from now on and gives its id. */
  async add(path: string, origin: 'discovered' | 'added'): Promise<number> {
    const id = await this.parts.write.keepSource(path, origin);
    this.take({ id, path, paused: this.sources.get(id)?.paused ?? false });
    this.ask(id, null);
    return id;
  }

  /** Leaves one source alone, or no longer. @throws RecollectError `usage` if there is no such source. */
  async setPaused(id: number, paused: boolean): Promise<void> {
    const source = this.known(id);
    await this.parts.write.pauseSource(id, paused);
    await this.keeper.drop(id);
    this.looks.forget(id);
    this.take({ ...source, paused });
    this.parts.changed();
  }

  /** Stops keeping a source; with `purge` the library lets go of its files. @throws as `setPaused`. */
  async remove(id: number, purge: boolean): Promise<void> {
    this.known(id);
    this.sources.delete(id);
    this.looker.forget(id);
    this.looks.forget(id);
    await this.keeper.drop(id);
    await this.parts.write.removeSource(id, purge);
    this.parts.changed();
  }

  /** Asks for a look at all of every source. `retryFailed`: also at files that failed and have not changed. */
  lookAtAll(retryFailed: boolean): void {
    for (const source of this.sources.values()) {
      if (!source.paused) this.looks.whole(source.id, retryFailed);
    }
    this.parts.asked();
  }

  /** The next look that is wanted, which is then no longer wanted. */
  nextLook(): NextLook | undefined {
    for (let look = this.looks.take(); look; look = this.looks.take()) {
      const source = this.sources.get(look.source);
      if (source && !source.paused) return { source, look };
    }
    return undefined;
  }

  /** Takes a look, and resolves with how many files wait because of it. */
  look({ source, look }: NextLook, signal: AbortSignal): Promise<number> {
    return this.looker.look(source, look, signal);
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

  /** The machine is about to sleep. */
  suspend(): void {
    this.keeper.suspend();
  }

  /** The machine is awake: everything is looked at, since nobody told what changed. */
  wake(): void {
    this.keeper.wake();
  }

  /** Watches nothing any more. */
  close(): Promise<void> {
    return this.keeper.close();
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
    this.parts.asked();
  }
}
