/**
 * The engine: library, reader, embedders and search put together. Knows neither Electron nor HTTP.
 */
import type { Activity } from './activity/activity.ts';
import { ActivityRecorder } from './activity/activity-recorder.ts';
import type { ActivityLog } from './activity/activity-log.ts';
import { LiveStatusPublisher, type LiveStatus } from './activity/live-status.ts';
import { ProcessOverview } from './activity/process-overview.ts';
import type { EmbeddingProvider } from './embedding/provider.ts';
import { ProviderChoice } from './embedding/provider-choice.ts';
import type { ProviderSwitch } from './embedding/provider-switch.ts';
import type { VoyageAccess, VoyageMeans } from './embedding/voyage/voyage-access.ts';
import { runImport, type ImportSource } from './importing/import-run.ts';
import { ProgressCounter, type ImportProgress } from './importing/progress.ts';
import type { ReaderClient } from './importing/reader-client.ts';
import type { Library } from './library/library.ts';
import type { IndexProgress } from './library/vector-store.ts';
import type { CopierClient } from './retention/copier-client.ts';
import { OriginalKeeper } from './retention/original-keeper.ts';
import { restoreOriginals, type RestoreReport } from './retention/restore-originals.ts';
import { originalsFolder } from './settings/data-directory.ts';
import type { RemoteIndex } from './qdrant/open-remote.ts';
import type { RemoteSwitch } from './qdrant/remote-switch.ts';
import type { RunSettings } from './settings/settings.ts';
import { dataFolder } from './sources/data-folder.ts';
import type { SearchHit } from './search/describe-hits.ts';
import { LibrarySearch } from './search/library-search.ts';
import type { SearchAnswer, SearchOptions, SearchRequest } from './search/search.ts';
import type { CompareRequest, Comparison } from './search/compare.ts';
import { Indexes, type EmbedTarget } from './indexes.ts';
import { PauseGate } from './importing/pause-gate.ts';

/** What the engine is made of. */
export interface EngineParts {
  readonly library: Library;
  readonly reader: ReaderClient;
  /** Who embeds on this machine. */
  readonly provider: EmbeddingProvider;
  /** Processes that make copies, and that restore them. */
  readonly copier: CopierClient;
  readonly restorer: CopierClient;
  /** The index on a server, where one is used. */
  readonly remotes: RemoteSwitch;
  readonly voyage: VoyageMeans;
  readonly settings: RunSettings;
  /** The machine's. */
  readonly cores: number;
  /** Where the library and the copies are; the status for other programs goes beside it. */
  readonly dataDirectory: string;
  readonly activityLog: ActivityLog;
  readonly now: () => number;
  /** Hears of what went wrong and harms nobody. */
  readonly report: (what: string, error: unknown) => void;
}

/** Owns the import state. One import at a time. */
export class Engine {
  readonly library: Library;
  readonly reader: ReaderClient;
  /** All providers; the active one embeds what is new. */
  readonly provider: ProviderSwitch;
  readonly indexes: Indexes;
  /** Keeps copies of original files, as the settings say. */
  readonly originals: OriginalKeeper;
  /** The server whose index is filled and searched, if there is one. */
  readonly remotes: RemoteSwitch;
  /** Memory and events of the processes, now and before. */
  readonly activity: Activity;
  readonly progressCounter: ProgressCounter;
  /** Where the key of Voyage is kept. */
  readonly voyageKey: VoyageMeans['key'];
  private readonly restorer: CopierClient;
  private readonly dataDirectory: string;
  private readonly folder: string;
  private readonly recorder: ActivityRecorder;
  private readonly publisher: LiveStatusPublisher;
  private settings: RunSettings;
  private readonly pauseGate = new PauseGate();
  private readonly choice: ProviderChoice;
  private readonly questions: LibrarySearch;
  private counted = false;

  constructor(parts: EngineParts) {
    this.library = parts.library;
    this.reader = parts.reader;
    this.choice = new ProviderChoice({ ...parts, local: parts.provider });
    this.provider = this.choice.providers;
    this.voyageKey = parts.voyage.key;
    this.restorer = parts.restorer;
    this.dataDirectory = parts.dataDirectory;
    this.folder = originalsFolder(parts.dataDirectory);
    this.remotes = parts.remotes;
    this.settings = parts.settings;
    this.indexes = new Indexes(parts.library, this.provider, () => this.choice.leftOut);
    this.progressCounter = new ProgressCounter(parts.now);
    this.questions = new LibrarySearch({
      library: parts.library,
      provider: this.provider,
      indexes: this.indexes,
      remotes: parts.remotes,
      progress: () => this.indexProgress(),
    });
    const { reader, now, report } = parts;
    const { provider } = this;
    this.originals = new OriginalKeeper({
      library: parts.library,
      copier: parts.copier,
      folder: this.folder,
      setting: () => this.settings.keepOriginals ?? 'none',
      now,
      report,
    });
    const overview = new ProcessOverview({ reader, provider });
    this.recorder = new ActivityRecorder({
      processes: () => overview.processes(),
      provider,
      reader,
      ceilingMb: () => this.settings.memoryCeilingMb,
      log: parts.activityLog,
      now,
      report,
    });
    this.activity = this.recorder;
    this.publisher = new LiveStatusPublisher({
      dataDirectory: parts.dataDirectory,
      status: () => this.liveStatus(),
      now,
      report,
    });
    this.recorder.start();
    this.publisher.start();
  }

  /**
   * Other settings hold from now on, for what runs too: ceiling, pace, workers, provider, server. Says whether another target
   * is to be filled, or the same one by other rules: `target` gives it.
   */
  configure(settings: RunSettings): boolean {
    this.settings = settings;
    const changed = this.choice.configure(settings);
    if (changed) this.counted = false;
    void this.useServer();
    return changed;
  }

  /** The index on a server; null where the library's own is searched. */
  get remote(): RemoteIndex | null {
    return this.remotes.current;
  }

  /** Uses the server of the settings, with the key as it is now. */
  useServer(): Promise<void> {
    return this.remotes.use(this.settings);
  }

  /** Voyage with the settings as they are now. */
  get voyage(): VoyageAccess {
    return this.choice.voyage;
  }

  /** What is to be filled now. */
  target(): Promise<EmbedTarget> {
    return this.indexes.target();
  }

  /** The machine went on battery, or back on mains. */
  power(state: { readonly onBattery: boolean }): void {
    this.choice.power(state);
  }

  /** The machine is about to sleep: silence of a process means nothing until `wake`. */
  suspend(): void {
    this.provider.suspend();
  }

  /** The machine is awake again. */
  wake(): void {
    this.provider.resume();
  }

  /** The id of the active index, made when it is first needed. */
  index(): Promise<number> {
    return this.indexes.id();
  }

  /** Counts the chunks of the active index afresh, for the progress. Takes a while in a large library. */
  async countIndex(): Promise<void> {
    this.progressCounter.index = await this.indexes.count();
    this.counted = true;
  }

  /** Puts texts that could not be embedded back into the backlog. The next import tries them. */
  async retryQuarantined(): Promise<void> {
    await this.library.write.retryQuarantined(await this.index());
  }

  progress(): ImportProgress {
    const snapshot = this.progressCounter.snapshot();
    return this.pauseGate.paused ? { ...snapshot, phase: 'paused', etaSeconds: null } : snapshot;
  }

  /** Nothing new is begun until `resume`; what is in flight is finished and stored. */
  pause(): void {
    this.pauseGate.pause();
  }

  resume(): void {
    this.pauseGate.resume();
  }

  /**
   * Imports sources to the end; see `runImport`. `consent` is asked before the first text is embedded where the
   * provider's cost has not been agreed to.
   *
   * @throws as `runImport`.
   */
  async import(
    sources: readonly ImportSource[],
    signal: AbortSignal,
    consent?: () => Promise<void>,
  ): Promise<ImportProgress> {
    const { library, reader, progressCounter: progress } = this;
    await runImport(
      {
        library,
        own: await dataFolder(this.dataDirectory),
        reader,
        progress,
        gate: () => this.pauseGate.wait(signal),
        copyOriginals: (signal) => this.originals.copyNow(signal),
        countIndex: () => this.countIndex(),
        target: () => this.target(),
        consent: async () => {
          if (consent && (await this.choice.wantsConsent())) await consent();
        },
        remotes: this.remotes,
      },
      sources,
      signal,
    );
    return progress.snapshot();
  }

  /** Restores original files; see `restoreOriginals`. */
  restoreOriginals(to: string, paths: readonly string[], signal: AbortSignal): Promise<RestoreReport> {
    const { library, restorer, folder } = this;
    return restoreOriginals({ library, copier: restorer, folder, to }, paths, signal);
  }

  /** Answers a search; see `search`. */
  search(request: SearchRequest, signal: AbortSignal, options: SearchOptions = {}): Promise<SearchAnswer> {
    return this.questions.search(request, signal, options);
  }

  /** Conversations like one; see `similarConversations`. */
  similar(id: string, limit: number): Promise<SearchHit[]> {
    return this.questions.similar(id, limit);
  }

  /** One question to both indexes. @throws as `compareIndexes`. */
  compare(request: CompareRequest, signal: AbortSignal): Promise<Comparison> {
    return this.questions.compare(request, signal);
  }

  /** Ids of the indexes that are filled or searched. */
  async indexesInUse(): Promise<number[]> {
    return [await this.index(), (await this.questions.index()).id];
  }

  /** Removes an index. @throws RecollectError `usage` for the one that is being filled or searched. */
  async removeIndex(id: number): Promise<void> {
    await this.indexes.remove(id, await this.indexesInUse());
    await this.countIndex();
  }

  /** Gets ready for the first search: a process that embeds it, and what search keeps in memory. */
  prepareSearch(): Promise<void> {
    return this.questions.prepare();
  }

  /** Ends the processes and closes the library. */
  async close(graceMs = 5_000): Promise<void> {
    this.reader.stop();
    this.restorer.stop();
    await this.originals.close();
    await this.remotes.stop();
    await this.provider.stop(graceMs);
    await this.recorder.stop();
    await this.publisher.stop();
    await this.library.close();
  }

  /** Counting all chunks takes a while in a large library: it is done once, then kept up by the import. */
  private async indexProgress(): Promise<IndexProgress> {
    if (!this.counted) await this.countIndex();
    return this.progressCounter.index;
  }

  private liveStatus(): Omit<LiveStatus, 'pid' | 'at' | 'staleAt'> {
    const { phase, conversationsPerMinute, chunksPerSecond, tokensPerSecond, etaSeconds } = this.progress();
    return {
      phase,
      memory: { ceilingMb: this.settings.memoryCeilingMb, processes: [...this.activity.processes()] },
      rate: { conversationsPerMinute, chunksPerSecond, tokensPerSecond },
      etaSeconds,
    };
  }
}
