/**
 * The app without a host: engine, background sync, settings and snapshots put together, and the contract answered.
 * The desktop and the web host each make one.
 */
import type { MemoryMark } from '../../shared/contract/memory.ts';
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import type { AddedPath } from '../../shared/contract/sources.ts';
import type { Engine } from '../engine.ts';
import { createLibraryRecall } from '../mcp/library-recall.ts';
import type { Recall } from '../mcp/recall.ts';
import type { RunSettings } from '../settings/settings.ts';
import { notesFolder } from '../settings/data-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { addPaths } from './add-paths.ts';
import { createDispatcher, type Dispatch, type Handlers } from './dispatcher.ts';
import { EngineHolder } from './engine-holder.ts';
import { createHandlers } from './handlers.ts';
import type { Health } from './health.ts';
import type { HostDescription, HostServices } from './host-services.ts';
import { Searches } from './searches.ts';
import { SnapshotBuilder } from './snapshot-builder.ts';
import { SnapshotFeed } from './snapshot-feed.ts';
import { Ticker, type Liveliness } from './ticker.ts';

/** What an application is made of. */
export interface ApplicationParts {
  readonly host: HostDescription;
  readonly services: HostServices;
  readonly settings: SettingsStore;
  /**
   * Opens the engine over the library of the data folder. Called at the start, and again when the user retries after
   * it failed: a damaged, newer or busy library is shown, it doesn't end the app.
   */
  readonly openEngine: (settings: RunSettings) => Promise<Engine>;
  /** Moves the library of the data folder out of the way and resolves with where it is then; see `setLibraryAside`. */
  readonly setLibraryAside: () => Promise<string>;
  /** What an engine goes by, where that is not just the settings: a flag may say otherwise for this run. */
  readonly runSettings?: () => RunSettings;
  /** The bundled sample histories. */
  readonly sampleFolder: string;
  /** Hears of errors that no user can do anything about, for the log. */
  readonly report: (what: string, error: unknown) => void;
}

/** Hears events of the contract: `snapshot.changed`, `window.navigate`, `window.added`. */
export type EventListener = (channel: string, payload: unknown) => void;

/** The running app. */
export interface Application {
  /** Answers a request of a client; never rejects. */
  readonly dispatch: Dispatch;
  /** Calls the listener for every event that is for all clients, until the returned function is called. */
  onEvent(listener: EventListener): () => void;
  /** The state as it is now. */
  snapshot(): Snapshot;
  /** Holds sync for some minutes, or with null until `resume`. */
  pause(minutes: number | null): void;
  resume(): void;
  /** Adds folders, files or zips as sources: dropped on the window or the tray, or given to a second launch. */
  addPaths(paths: readonly string[]): Promise<AddedPath[]>;
  /** Whether it can do its work. */
  health(): Health;
  /** How often each kind of event of the processes came since the start. */
  eventCounts(): Readonly<Record<MemoryMark['kind'], number>>;
  /** What agents are answered from. @throws RecollectError where the library can't be opened. */
  recall(): Promise<Recall>;
  /** Tells the windows what became of paths that were added outside of them. */
  announce(added: readonly AddedPath[]): void;
  /** Asks the windows to show a view. */
  navigate(view: 'overview' | 'search' | 'sources' | 'settings'): void;
  /** The machine went on battery, or on mains. */
  power(state: { readonly onBattery: boolean }): void;
  /** The machine is about to sleep. */
  suspend(): void;
  /** The machine is awake again: looks at all sources, whose changes nobody saw. */
  wake(): void;
  /** Ends everything within about `graceMs`; what was stored stays, the rest goes on at the next start. */
  close(graceMs: number): Promise<void>;
}

/** Starts the application: it can be asked at once, and opens its library meanwhile. */
export function startApplication(parts: ApplicationParts): Application {
  return new RunningApplication(parts);
}

const MINUTE_MS = 60_000;

class RunningApplication implements Application {
  private readonly parts: ApplicationParts;
  private readonly listeners = new Set<EventListener>();
  private readonly notesFolder: string;
  private readonly holder: EngineHolder;
  private readonly ticker: Ticker;
  private readonly feed: SnapshotFeed;
  private readonly dispatchNow: Dispatch;
  private readonly events: Record<MemoryMark['kind'], number> = {
    recycled: 0,
    killed: 0,
    crashed: 0,
    silent: 0,
    quarantined: 0,
    failed: 0,
  };
  private onBattery = false;
  /** A new library was begun in place of a damaged one: nothing is in it yet, as on the first run. */
  private begunAnew = false;

  constructor(parts: ApplicationParts) {
    this.parts = parts;
    this.notesFolder = notesFolder(parts.host.dataDirectory);
    const builder = new SnapshotBuilder({
      host: parts.host,
      settings: parts.settings,
      state: () => this.holder.state,
      firstRun: () => (this.begunAnew || !parts.settings.firstRunFinished()) && !this.holder.hadSources,
      now: Date.now,
    });
    this.feed = new SnapshotFeed(
      () => builder.build(),
      (snapshot) => this.emit('snapshot.changed', snapshot),
      Date.now,
    );
    this.ticker = new Ticker(
      () => this.liveliness(),
      (seen) => {
        if (seen === 'active') this.holder.running?.totals.want();
        this.feed.touch();
      },
    );
    this.dispatchNow = createDispatcher(this.handlers(), parts.report);
    parts.settings.onChange(() => this.configure());
    this.holder = new EngineHolder({
      open: () => parts.openEngine(this.runSettings()),
      setAside: () => parts.setLibraryAside(),
      prepare: (engine) => this.prepare(engine),
      dataDirectory: parts.host.dataDirectory,
      changed: () => this.changed(),
      counted: () => this.feed.touch(),
      report: parts.report,
    });
  }

  readonly dispatch: Dispatch = async (channel, input, client) => {
    // The state can be told at any time; everything else waits until the library is open, or can't be.
    if (channel !== 'snapshot.get') await this.holder.settled();
    return this.dispatchNow(channel, input, client);
  };

  onEvent(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  snapshot(): Snapshot {
    return this.feed.current();
  }

  pause(minutes: number | null): void {
    this.holder.wanted().sync.pause(minutes === null ? null : Date.now() + minutes * MINUTE_MS);
  }

  resume(): void {
    this.holder.wanted().sync.resume();
  }

  async addPaths(paths: readonly string[]): Promise<AddedPath[]> {
    await this.holder.settled();
    const added = await addPaths(this.holder.wanted(), paths, this.parts.host.dataDirectory);
    this.changed();
    return added;
  }

  health(): Health {
    const { state } = this.holder;
    switch (state.kind) {
      case 'opening':
        return { status: 'starting', message: null };
      case 'failed':
        return { status: 'failed', message: state.failure.message };
      case 'closed':
        return { status: 'stopping', message: null };
      case 'running': {
        const sync = state.running.sync.state();
        return { status: 'ready', message: sync.phase === 'failed' ? sync.failure.message : null };
      }
    }
  }

  eventCounts(): Readonly<Record<MemoryMark['kind'], number>> {
    return { ...this.events };
  }

  async recall(): Promise<Recall> {
    await this.holder.settled();
    const { engine } = this.holder.wanted();
    return createLibraryRecall({
      library: engine.library,
      conversations: engine.remotes.conversations,
      search: (request, signal) => engine.search(request, signal),
      indexProgress: async () => {
        const { index, leftOut } = await engine.target();
        return engine.library.read.indexProgress(index, leftOut);
      },
    });
  }

  announce(added: readonly AddedPath[]): void {
    this.emit('window.added', added);
  }

  navigate(view: 'overview' | 'search' | 'sources' | 'settings'): void {
    this.emit('window.navigate', { view });
  }

  power(state: { readonly onBattery: boolean }): void {
    this.onBattery = state.onBattery;
    this.holder.running?.engine.power(state);
    this.changed();
  }

  suspend(): void {
    const { running } = this.holder;
    running?.sync.suspend();
    running?.engine.suspend();
  }

  wake(): void {
    const { running } = this.holder;
    running?.engine.wake();
    running?.sync.wake();
  }

  async close(graceMs: number): Promise<void> {
    await this.holder.settled();
    this.listeners.clear();
    await this.holder.close(graceMs);
    this.feed.stop();
    this.ticker.stop();
  }

  /** An engine that was opened, before anything is begun with it. */
  private prepare(engine: Engine): void {
    engine.power({ onBattery: this.onBattery });
    engine.activity.onEvent(({ kind }) => {
      this.events[kind] += 1;
      this.changed();
    });
    engine.remotes.onChange(() => this.feed.touch());
  }

  private async retry(): Promise<void> {
    await this.holder.reopen();
    await this.holder.wanted().sync.retry();
    this.changed();
  }

  private async setLibraryAside(): Promise<string> {
    const kept = await this.holder.beginAnew();
    this.begunAnew = true;
    this.changed();
    return kept;
  }

  private handlers(): Handlers {
    const { services, settings, sampleFolder } = this.parts;
    return createHandlers({
      services,
      settings,
      sampleFolder,
      notesFolder: this.notesFolder,
      dataDirectory: this.parts.host.dataDirectory,
      searches: new Searches(),
      now: Date.now,
      running: () => this.holder.wanted(),
      snapshot: () => this.snapshot(),
      addPaths: (paths) => this.addPaths(paths),
      retry: () => this.retry(),
      setLibraryAside: () => this.setLibraryAside(),
      finishFirstRun: async () => {
        await settings.finishFirstRun();
        this.begunAnew = false;
        this.changed();
      },
      memoryHistory: (range) => this.holder.wanted().engine.activity.memoryHistory(range),
      changed: () => this.changed(),
    });
  }

  private runSettings(): RunSettings {
    return this.parts.runSettings?.() ?? this.parts.settings.current();
  }

  private configure(): void {
    const { running } = this.holder;
    if (running?.engine.configure(this.runSettings()) === true) {
      running.sync.providerChanged();
      running.totals.want();
    }
    this.feed.touch();
  }

  private emit(channel: string, payload: unknown): void {
    for (const listener of this.listeners) listener(channel, payload);
  }

  private changed(): void {
    this.feed.touch();
    const { running } = this.holder;
    if (!running) return;
    running.totals.want();
    running.engine.originals.want(() => running.sync.isReading);
    this.ticker.wind();
  }

  private liveliness(): Liveliness {
    const { running } = this.holder;
    if (!running) return 'none';
    if (running.sync.active) return 'active';
    const { provider, reader } = running.engine;
    return provider.status().processes.length > 0 || reader.status() !== null ? 'resting' : 'none';
  }
}
