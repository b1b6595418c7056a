/**
 * The app without a host: engine, background sync, settings and snapshots put together, and the contract answered.
 * The desktop and the web host each make one.
 */
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import type { Snapshot } from '../../shared/contract/snapshot.ts';
import type { AddedPath } from '../../shared/contract/sources.ts';
import { RecollectError, toFailure } from '../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import { Sync } from '../importing/sync.ts';
import { createLibraryRecall } from '../mcp/library-recall.ts';
import { notesFolder } from '../mcp/notes-folder.ts';
import type { Recall } from '../mcp/recall.ts';
import type { RunSettings } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { discoverSources } from '../sources/discover.ts';
import { judge } from '../sources/intake.ts';
import { keepNotes } from '../sources/notes-source.ts';
import type { MemoryMark } from '../../shared/contract/memory.ts';
import { createDispatcher, type Dispatch, type Handlers } from './dispatcher.ts';
import { createHandlers } from './handlers.ts';
import type { Health } from './health.ts';
import type { HostDescription, HostServices } from './host-services.ts';
import { LibraryTotals } from './library-totals.ts';
import { Searches } from './searches.ts';
import { SnapshotBuilder, type EngineState, type Running } from './snapshot-builder.ts';
import { SnapshotFeed } from './snapshot-feed.ts';

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

/** How often numbers are looked at that nobody tells of: rates, memory; in ms. Idle there are none left to look at. */
const ACTIVE_TICK_MS = 200;
const RESTING_TICK_MS = 5_000;

const MINUTE_MS = 60_000;

/** How much of the time for ending goes to batches that are being embedded: they need a part of a second. */
const DRAIN_SHARE = 0.4;

class RunningApplication implements Application {
  private readonly parts: ApplicationParts;
  private readonly listeners = new Set<EventListener>();
  private readonly notesFolder: string;
  private readonly feed: SnapshotFeed;
  private readonly dispatchNow: Dispatch;
  private state: EngineState = { kind: 'opening' };
  private opening: Promise<void>;
  private readonly events: Record<MemoryMark['kind'], number> = {
    recycled: 0,
    killed: 0,
    crashed: 0,
    silent: 0,
    quarantined: 0,
    failed: 0,
  };
  private hadSources = false;
  private onBattery = false;
  private ticking: { readonly timer: NodeJS.Timeout; readonly active: boolean } | undefined;

  constructor(parts: ApplicationParts) {
    this.parts = parts;
    this.notesFolder = notesFolder(parts.host.dataDirectory);
    const builder = new SnapshotBuilder({
      host: parts.host,
      settings: parts.settings,
      state: () => this.state,
      firstRun: () => !parts.settings.firstRunFinished() && !this.hadSources,
      now: Date.now,
    });
    this.feed = new SnapshotFeed(
      () => builder.build(),
      (snapshot) => this.emit('snapshot.changed', snapshot),
      Date.now,
    );
    this.dispatchNow = createDispatcher(this.handlers(), parts.report);
    parts.settings.onChange(() => this.configure());
    this.opening = this.open();
  }

  readonly dispatch: Dispatch = async (channel, input, client) => {
    // The state can be told at any time; everything else waits until the library is open, or can't be.
    if (channel !== 'snapshot.get') await this.opening;
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
    this.running().sync.pause(minutes === null ? null : Date.now() + minutes * MINUTE_MS);
  }

  resume(): void {
    this.running().sync.resume();
  }

  async addPaths(paths: readonly string[]): Promise<AddedPath[]> {
    await this.opening;
    const { sync, engine } = this.running();
    const discovered = new Set((await discoverSources()).map(({ path }) => path));
    const known = (await engine.library.write.keptSources()).map(({ path }) => path);
    const added: AddedPath[] = [];
    for (const path of paths) {
      const intake = await judge(path, known);
      if (intake.outcome === 'added') {
        await sync.add(intake.path, discovered.has(intake.path) ? 'discovered' : 'added');
        known.push(intake.path);
      }
      added.push(intake);
    }
    if (added.some(({ outcome }) => outcome === 'already-known')) sync.lookAtAll();
    this.changed();
    return added;
  }

  health(): Health {
    const { state } = this;
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
    await this.opening;
    const { engine } = this.running();
    return createLibraryRecall({
      library: engine.library,
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
    if (this.state.kind === 'running') this.state.running.engine.power(state);
    this.changed();
  }

  suspend(): void {
    if (this.state.kind !== 'running') return;
    this.state.running.sync.suspend();
    this.state.running.engine.suspend();
  }

  wake(): void {
    if (this.state.kind !== 'running') return;
    this.state.running.engine.wake();
    this.state.running.sync.wake();
  }

  async close(graceMs: number): Promise<void> {
    await this.opening;
    const { state } = this;
    this.state = { kind: 'closed' };
    this.listeners.clear();
    this.feed.stop();
    clearTimeout(this.ticking?.timer);
    if (state.kind === 'running') await stop(state.running, graceMs);
  }

  /** The running engine. @throws RecollectError with what keeps it from running. */
  private running(): Running {
    const { state } = this;
    if (state.kind === 'running') return state.running;
    if (state.kind === 'failed') throw new RecollectError(state.failure.code, state.failure.message);
    throw new RecollectError('cancelled', 'Recollect is being started or closed. Try again in a moment.');
  }

  private async open(): Promise<void> {
    this.state = { kind: 'opening' };
    try {
      const engine = await this.parts.openEngine(this.runSettings());
      engine.power({ onBattery: this.onBattery });
      const totals = new LibraryTotals(engine, Date.now, () => this.feed.touch());
      const sync: Sync = new Sync({
        engine,
        now: Date.now,
        changed: () => this.changed(),
        purged: () => engine.originals.wantTidying(() => sync.isReading),
      });
      engine.activity.onEvent(({ kind }) => {
        this.events[kind] += 1;
        this.changed();
      });
      engine.remote?.sync.onChange(() => this.feed.touch());
      const running = { engine, sync, totals };
      try {
        await totals.refresh();
        const kept = await engine.library.write.keptSources();
        this.hadSources = kept.some(({ path }) => path !== this.notesFolder);
        await keepNotes(engine.library, this.notesFolder);
        await sync.start();
      } catch (error) {
        await stop(running, 0);
        throw error;
      }
      this.state = { kind: 'running', running };
    } catch (error) {
      if (!(error instanceof RecollectError)) this.parts.report('opening the library', error);
      this.state = { kind: 'failed', failure: toFailure(error) };
    }
    this.changed();
  }

  private async retry(): Promise<void> {
    if (this.state.kind === 'failed') {
      this.opening = this.open();
      await this.opening;
    }
    await this.running().sync.retry();
    this.changed();
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
      running: () => this.running(),
      snapshot: () => this.snapshot(),
      addPaths: (paths) => this.addPaths(paths),
      retry: () => this.retry(),
      finishFirstRun: async () => {
        await settings.finishFirstRun();
        this.changed();
      },
      memoryHistory: (range) => this.running().engine.activity.memoryHistory(range),
      changed: () => this.changed(),
    });
  }

  private runSettings(): RunSettings {
    return this.parts.runSettings?.() ?? this.parts.settings.current();
  }

  private configure(): void {
    if (this.state.kind === 'running') {
      const { engine, sync, totals } = this.state.running;
      if (engine.configure(this.runSettings())) {
        sync.providerChanged();
        totals.want();
      }
    }
    this.feed.touch();
  }

  private emit(channel: string, payload: unknown): void {
    for (const listener of this.listeners) listener(channel, payload);
  }

  private changed(): void {
    this.feed.touch();
    if (this.state.kind !== 'running') return;
    const { engine, sync, totals } = this.state.running;
    totals.want();
    engine.originals.want(() => sync.isReading);
    this.tick(this.state.running);
  }

  /** Keeps looking while something goes on, less often while processes only live, and not at all when none does. */
  private tick(running: Running): void {
    const { active } = running.sync;
    const alive =
      running.engine.provider.status().processes.length > 0 || running.engine.reader.status() !== null;
    if (this.ticking) {
      if (this.ticking.active || !active) return;
      clearTimeout(this.ticking.timer);
    }
    this.ticking = undefined;
    if (!active && !alive) return;
    const timer = setTimeout(
      () => {
        this.ticking = undefined;
        if (this.state.kind !== 'running') return;
        if (active) running.totals.want();
        this.feed.touch();
        this.tick(running);
      },
      active ? ACTIVE_TICK_MS : RESTING_TICK_MS,
    );
    this.ticking = { timer, active };
  }
}

/** Ends what runs; nothing is begun any more, what is stored stays. */
async function stop({ engine, sync, totals }: Running, graceMs: number): Promise<void> {
  totals.stop();
  // A reader in the middle of something large may not answer: what it has not sent is read again next time.
  const drained = sync.stop(graceMs * DRAIN_SHARE);
  await Promise.race([drained, setTimeoutPromise(graceMs / 2, undefined, { ref: false })]);
  await engine.close(graceMs / 2);
}
