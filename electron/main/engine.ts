/**
 * The engine: library, reader, embedders and search put together. Knows neither Electron nor HTTP.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AppSettings } from '../shared/contract/settings.ts';
import type { Activity } from './activity/activity.ts';
import { ActivityRecorder } from './activity/activity-recorder.ts';
import type { ActivityLog } from './activity/activity-log.ts';
import { LiveStatusPublisher, type LiveStatus } from './activity/live-status.ts';
import { ProcessOverview } from './activity/process-overview.ts';
import type { EmbeddingProvider } from './embedding/provider.ts';
import { ProviderSwitch } from './embedding/provider-switch.ts';
import { VoyageAccess, type VoyageMeans } from './embedding/voyage/voyage-access.ts';
import { embedBacklog } from './importing/embed-loop.ts';
import { ProgressCounter, type ImportProgress } from './importing/progress.ts';
import { cancelled, readPendingFiles } from './importing/read-loop.ts';
import type { ReaderClient } from './importing/reader-client.ts';
import type { SourceRow } from './library/file-store.ts';
import type { Library } from './library/library.ts';
import type { CopierClient } from './retention/copier-client.ts';
import { OriginalKeeper } from './retention/original-keeper.ts';
import { restoreOriginals, type RestoreReport } from './retention/restore-originals.ts';
import { originalsFolder } from './settings/data-directory.ts';
import type { RemoteIndex } from './qdrant/open-remote.ts';
import { effortOf } from './settings/pace.ts';
import type { RunSettings } from './settings/settings.ts';
import type { SearchHit } from './search/describe-hits.ts';
import { similarConversations } from './search/similar.ts';
import {
  search,
  type SearchAnswer,
  type SearchedIndex,
  type SearchOptions,
  type SearchRequest,
} from './search/search.ts';
import { compareIndexes, type CompareRequest, type Comparison } from './search/compare.ts';
import { scan } from './sources/scan.ts';
import { defaultSettings } from './settings/settings.ts';
import { Indexes, type EmbedTarget } from './indexes.ts';
import { PauseGate } from './importing/pause-gate.ts';

/** A folder or file to import. */
export interface ImportSource {
  readonly path: string;
  readonly origin: Exclude<SourceRow['origin'], 'removed'>;
}

/** What the engine is made of. */
export interface EngineParts {
  readonly library: Library;
  readonly reader: ReaderClient;
  /** Who embeds on this machine. */
  readonly provider: EmbeddingProvider;
  /** Processes that make copies, and that restore them. */
  readonly copier: CopierClient;
  readonly restorer: CopierClient;
  /** The index on a server, where one is used; null for the library's own. */
  readonly remote?: RemoteIndex | null;
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
  /** The index on a server; null where the library's own is searched. */
  readonly remote: RemoteIndex | null;
  /** Memory and events of the processes, now and before. */
  readonly activity: Activity;
  private readonly restorer: CopierClient;
  private readonly folder: string;
  private readonly recorder: ActivityRecorder;
  private readonly publisher: LiveStatusPublisher;
  private readonly cores: number;
  private settings: RunSettings;
  private onBattery = false;
  readonly progressCounter: ProgressCounter;
  private readonly pauseGate = new PauseGate();
  private readonly voyageMeans: VoyageMeans;
  private access: VoyageAccess;
  private counted = false;

  constructor(parts: EngineParts) {
    this.library = parts.library;
    this.reader = parts.reader;
    this.provider = new ProviderSwitch(parts.provider);
    this.restorer = parts.restorer;
    this.folder = originalsFolder(parts.dataDirectory);
    this.remote = parts.remote ?? null;
    this.settings = parts.settings;
    this.voyageMeans = parts.voyage;
    this.cores = parts.cores;
    this.access = this.openAccess();
    this.indexes = new Indexes(parts.library, this.provider, () => ({
      projects: this.voyageSettings().excludedProjects,
      sources: this.voyageSettings().excludedSources,
    }));
    this.chooseProvider();
    this.progressCounter = new ProgressCounter(parts.now);
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
   * Other settings hold from now on, for what runs too: ceiling, pace, workers, provider. Says whether another target
   * is to be filled, or the same one by other rules: `target` gives it.
   */
  configure(settings: RunSettings): boolean {
    const before = { provider: this.settings.provider, voyage: this.voyageSettings() };
    this.settings = settings;
    this.limitProvider();
    const voyage = this.voyageSettings();
    const changed = !isDeepStrictEqual(before.voyage, voyage);
    if (changed) this.access = this.openAccess();
    if (!changed && before.provider === settings.provider) return false;
    this.chooseProvider(changed);
    this.counted = false;
    return true;
  }

  /** Voyage with the settings as they are now. */
  get voyage(): VoyageAccess {
    return this.access;
  }

  /** Where the key of Voyage is kept. */
  get voyageKey(): VoyageMeans['key'] {
    return this.voyageMeans.key;
  }

  /** What is to be filled now. */
  target(): Promise<EmbedTarget> {
    return this.indexes.target();
  }

  /** The machine went on battery, or back on mains. */
  power({ onBattery }: { readonly onBattery: boolean }): void {
    this.onBattery = onBattery;
    this.limitProvider();
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
   * Scans sources, reads what is new in them, and embeds what has no vector. Text first: everything can be found by
   * word before the first text is embedded. `consent` is asked before that where the provider's cost has not been
   * agreed to.
   *
   * @throws RecollectError `cancelled`, or what the library or the provider threw. What was stored stays.
   */
  async import(
    sources: readonly ImportSource[],
    signal: AbortSignal,
    consent?: () => Promise<void>,
  ): Promise<ImportProgress> {
    const progress = this.progressCounter;
    const gate = (): Promise<void> => this.pauseGate.wait(signal);
    try {
      progress.phase = 'scanning';
      // What failed before is tried again by this import; what still fails will be named anew.
      progress.filesFailed.length = 0;
      for (const source of sources) {
        const { files, failures } = await scan(source.path, signal);
        progress.filesFailed.push(...failures);
        const result = await this.library.write.recordScan(source, files);
        progress.filesPending = result.pending;
      }
      progress.phase = 'reading';
      await readPendingFiles({ library: this.library, reader: this.reader, progress, gate }, signal);
      this.reader.stop();
      // Meanwhile: it takes what embedding leaves of the machine.
      const copying = this.originals.copyNow(signal).catch(() => undefined);
      await this.countIndex();
      progress.phase = 'embedding';
      this.remote?.sync.start();
      if (progress.index.pending > 0) {
        const stored = (): void => this.remote?.sync.notice();
        if (consent && this.settings.provider === 'voyage' && (await this.voyage.whyAsk()) !== null)
          await consent();
        const target = await this.target();
        await embedBacklog({ library: this.library, ...target, progress, gate, stored }, signal);
        await this.countIndex();
      }
      await copying;
      // A server that is away gets the rest later: the import is done.
      await this.remote?.sync.settled(signal);
    } catch (error) {
      throw signal.aborted ? cancelled() : error;
    } finally {
      progress.phase = 'idle';
    }
    return progress.snapshot();
  }

  /** Restores original files; see `restoreOriginals`. */
  restoreOriginals(to: string, paths: readonly string[], signal: AbortSignal): Promise<RestoreReport> {
    const { library, restorer, folder } = this;
    return restoreOriginals({ library, copier: restorer, folder, to }, paths, signal);
  }

  /** Answers a search; see `search`. */
  async search(
    request: SearchRequest,
    signal: AbortSignal,
    options: SearchOptions = {},
  ): Promise<SearchAnswer> {
    const index = await this.searchedIndex();
    // The server has the index that is made on this machine.
    if (this.remote && this.indexes.isLocal(index.id))
      return this.remote.search.search(index, request, signal, options);
    return search(this.library, index, request, signal, options);
  }

  /** Conversations like one; see `similarConversations`. */
  async similar(id: string, limit: number): Promise<SearchHit[]> {
    return similarConversations(this.library, (await this.searchedIndex()).id, id, limit);
  }

  /** One question to both indexes. @throws as `compareIndexes`. */
  async compare(request: CompareRequest, signal: AbortSignal): Promise<Comparison> {
    const { local, elsewhere } = this.provider;
    if (!this.counted) await this.countIndex();
    const indexes = {
      local: await this.indexes.ofProvider(local),
      voyage: elsewhere && (await this.indexes.ofProvider(elsewhere)),
    };
    return compareIndexes(this.library, indexes, request, signal);
  }

  /** Ids of the indexes that are filled or searched. */
  async indexesInUse(): Promise<number[]> {
    return [await this.index(), (await this.searchedIndex()).id];
  }

  /** Removes an index. @throws RecollectError `usage` for the one that is being filled or searched. */
  async removeIndex(id: number): Promise<void> {
    await this.indexes.remove(id, await this.indexesInUse());
    await this.countIndex();
  }

  /** Gets ready for the first search: a process that embeds it, and what search keeps in memory. */
  async prepareSearch(): Promise<void> {
    this.provider.start();
    const { id } = await this.searchedIndex();
    // A server keeps it in its own memory.
    if (this.remote && this.indexes.isLocal(id)) return;
    await Promise.all([this.library.search.refresh(), this.library.meaning.refresh(id)]);
  }

  /** Counting all chunks takes a while in a large library: it is done once, then kept up by the import. */
  private async searchedIndex(): Promise<SearchedIndex> {
    if (!this.counted) await this.countIndex();
    return this.indexes.searched(this.progressCounter.index);
  }

  private voyageSettings(): AppSettings['voyage'] {
    return this.settings.voyage ?? defaultSettings.voyage;
  }

  private openAccess(): VoyageAccess {
    return new VoyageAccess({
      library: this.library,
      means: this.voyageMeans,
      settings: this.voyageSettings(),
    });
  }

  /** `anew`: settings of Voyage have changed, so its provider is another. */
  private chooseProvider(anew = false): void {
    const elsewhere = anew ? null : this.provider.elsewhere;
    this.provider.choose(
      elsewhere ?? this.access.provider(),
      this.settings.provider === 'voyage' ? 'elsewhere' : 'local',
    );
  }

  /** Ends the processes and closes the library. */
  async close(graceMs = 5_000): Promise<void> {
    this.reader.stop();
    this.restorer.stop();
    await this.originals.close();
    await this.remote?.sync.stop();
    await this.provider.stop(graceMs);
    await this.recorder.stop();
    await this.publisher.stop();
    await this.library.close();
  }

  private limitProvider(): void {
    const { memoryCeilingMb: ceilingMb } = this.settings;
    const effort = effortOf(this.settings, { onBattery: this.onBattery, cores: this.cores });
    this.provider.configure({ ceilingMb, ...effort });
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
