/**
 * Puts the snapshot together from what the parts of the app say of themselves. Nothing here asks the library or the
 * disk: it is done ten times a second.
 */
import type { RemoteView } from '../../shared/contract/qdrant.ts';
import type { Notice, Snapshot } from '../../shared/contract/snapshot.ts';
import type { Failure } from '../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import { MovingRate } from '../importing/moving-rate.ts';
import type { Sync } from '../importing/sync.ts';
import { emptyProgress } from '../library/vector-store.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { HostDescription } from './host-services.ts';
import type { LibraryTotals, Totals } from './library-totals.ts';
import type { UnnumberedSnapshot } from './snapshot-feed.ts';

/** A running engine with what belongs to it. */
export interface Running {
  readonly engine: Engine;
  readonly sync: Sync;
  readonly totals: LibraryTotals;
}

/** What there is instead: an engine that is being opened, or why it can't be. */
export type EngineState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'running'; readonly running: Running }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'closed' };

/** What a snapshot is made from. */
export interface SnapshotSources {
  readonly host: HostDescription;
  readonly settings: SettingsStore;
  readonly state: () => EngineState;
  readonly firstRun: () => boolean;
  readonly now: () => number;
}

const NO_RATES: Snapshot['rates'] = {
  filesPerSecond: 0,
  bytesPerSecond: 0,
  chunksPerSecond: 0,
  tokensPerSecond: 0,
  conversationsPerMinute: 0,
};

/** Builds snapshots. */
export class SnapshotBuilder {
  private readonly sources: SnapshotSources;
  private readonly fileRate = new MovingRate();

  constructor(sources: SnapshotSources) {
    this.sources = sources;
  }

  /** The state as it is now. */
  build(): UnnumberedSnapshot {
    const { settings } = this.sources;
    const state = this.sources.state();
    const running = state.kind === 'running' ? state.running : undefined;
    const totals = running?.totals.current();
    const counts = totals?.counts;
    return {
      host: this.host(),
      sync: syncOf(state),
      files: counts?.files ?? { total: 0, done: 0, pending: 0, failed: 0 },
      library: {
        conversations: counts?.conversations ?? 0,
        messages: counts?.messages ?? 0,
        chunks: counts?.chunks ?? 0,
        skippedLines: counts?.skippedLines ?? 0,
      },
      rates: running?.sync.active === true ? this.rates(running) : NO_RATES,
      etaSeconds: running ? etaOf(running) : null,
      indexes: running && totals ? indexesOf(running.engine, totals) : [],
      remote: running?.engine.remotes.view() ?? null,
      memory: memoryOf(settings.current().memoryCeilingMb, running?.engine),
      settings: settings.current(),
      notices: this.notices(state),
    };
  }

  private host(): Snapshot['host'] {
    const { kind, version, dataDirectory } = this.sources.host;
    const { platform } = process;
    return {
      kind,
      platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
      version,
      dataDirectory,
      firstRun: this.sources.firstRun(),
    };
  }

  private rates({ engine }: Running): Snapshot['rates'] {
    const now = this.sources.now();
    const progress = engine.progressCounter.snapshot();
    this.fileRate.note(now, progress.filesRead);
    const tenths = (value: number): number => Math.round(value * 10) / 10;
    return {
      filesPerSecond: tenths(this.fileRate.perSecond(now)),
      bytesPerSecond: Math.round(progress.bytesPerSecond),
      chunksPerSecond: tenths(progress.chunksPerSecond),
      tokensPerSecond: Math.round(progress.tokensPerSecond),
      conversationsPerMinute: tenths(progress.conversationsPerMinute),
    };
  }

  private notices(state: EngineState): Notice[] {
    const notices: Notice[] = this.sources.settings.problems.map((message, index) => ({
      id: `settings-${index}`,
      level: 'warning',
      message,
      action: 'open-settings',
    }));
    if (state.kind === 'failed') {
      notices.push({ id: 'engine', level: 'error', message: state.failure.message, action: 'retry' });
    }
    if (state.kind !== 'running') return notices;
    const { engine, sync, totals } = state.running;
    notices.push(...remoteNotices(engine.remotes.view()));
    const { failure } = engine.originals;
    if (failure) {
      notices.push({
        id: 'originals',
        level: 'warning',
        message: `Copies of original files can’t be kept: ${failure.message} They are tried again by themselves.`,
        action: 'none',
      });
    }
    if (sync.countKept('walked-limit') > 0) {
      notices.push({
        id: 'watch-limit',
        level: 'warning',
        message:
          'This system lets Recollect watch no more folders, so new messages are noticed within half a minute. On Linux a higher fs.inotify.max_user_watches mends it.',
        action: 'none',
      });
    }
    const missing = sync.countKept('missing');
    if (missing > 0) {
      notices.push({
        id: 'sources-missing',
        level: 'info',
        message:
          missing === 1
            ? 'One source is not there now. What it held stays in the library, and it is read again when it is back.'
            : `${missing} sources are not there now. What they held stays in the library, and they are read again when they are back.`,
        action: 'none',
      });
    }
    const { failed } = totals.current().counts.files;
    const quarantined = totals.current().index.quarantined;
    if (failed + quarantined > 0) {
      const parts = [
        ...(failed > 0 ? [`${failed} ${failed === 1 ? 'file' : 'files'} could not be read`] : []),
        ...(quarantined > 0
          ? [`${quarantined} ${quarantined === 1 ? 'text' : 'texts'} could not be embedded`]
          : []),
      ];
      notices.push({
        id: 'failures',
        level: 'warning',
        message: `${parts.join(' and ')}.`,
        action: 'show-failures',
      });
    }
    return notices;
  }
}

/** What the user should know of the server that is filled, where one is. */
function remoteNotices(remote: RemoteView | null): Notice[] {
  if (remote?.state.phase !== 'away') return [];
  const { pending, failure } = remote.state;
  const waiting = pending === 0 ? '' : ` ${pending} chunks wait to be sent.`;
  const message = `${failure.message}${waiting} Until then only this machine is searched.`;
  return [{ id: 'qdrant', level: 'warning', message, action: 'retry' }];
}

function syncOf(state: EngineState): Snapshot['sync'] {
  switch (state.kind) {
    case 'running':
      return state.running.sync.state();
    case 'failed':
      return { phase: 'failed', failure: state.failure };
    case 'opening':
      return { phase: 'opening' };
    case 'closed':
      return { phase: 'idle', syncedAt: null };
  }
}

function etaOf({ engine, sync }: Running): number | null {
  const { etaSeconds, index } = engine.progressCounter.snapshot();
  if (!sync.active || index.pending === 0 || etaSeconds === null) return null;
  return Math.round(etaSeconds);
}

/** The index of each provider. One that nobody has begun needs to be set up, unless it is made on this machine. */
function indexesOf({ provider: providers, indexes }: Engine, { counts, index }: Totals): Snapshot['indexes'] {
  const { local, elsewhere, active } = providers;
  return [local, ...(elsewhere ? [elsewhere] : [])].map((provider): Snapshot['indexes'][number] => {
    const none = emptyProgress(counts.chunks);
    const progress = provider === active ? index : (indexes.progressOf(provider) ?? none);
    const begun = provider === local || progress.embedded > 0;
    return {
      provider: provider === local ? 'local' : 'voyage',
      model: provider.model,
      dimensions: provider.dimensions,
      state: provider === active ? 'active' : begun ? 'ready' : 'not-set-up',
      ...progress,
    };
  });
}

function memoryOf(ceilingMb: number, engine: Engine | undefined): Snapshot['memory'] {
  const processes = (engine?.activity.processes() ?? []).map((process) => ({
    ...process,
    rssMb: Math.round(process.rssMb),
    peakMb: Math.round(process.peakMb),
  }));
  return { ceilingMb, totalMb: processes.reduce((sum, { rssMb }) => sum + rssMb, 0), processes };
}
