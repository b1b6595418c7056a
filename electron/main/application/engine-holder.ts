/**
 * Holds the engine: opens it, starts sync over it, says why it can't be opened, and opens it again when it is asked to.
 */
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { RecollectError, toFailure, type ErrorCode } from '../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import { Sync } from '../importing/sync.ts';
import { notesFolder } from '../settings/data-directory.ts';
import { dataFolder } from '../sources/data-folder.ts';
import { keepNotes } from '../sources/notes-source.ts';
import { LibraryTotals } from './library-totals.ts';
import type { EngineState, Running } from './snapshot-builder.ts';

/** How much of the time for ending goes to batches that are being embedded: they need a part of a second. */
const DRAIN_SHARE = 0.4;

/** What a holder works with. */
export interface EngineHolderParts {
  /** Opens an engine. What it throws is shown, it doesn't end the app. */
  readonly open: () => Promise<Engine>;
  /** Moves the library out of the way and resolves with where it is then. */
  readonly setAside: () => Promise<string>;
  /** A new engine, before anything is begun with it. */
  readonly prepare: (engine: Engine) => void;
  readonly dataDirectory: string;
  /** Hears that state or numbers have changed. */
  readonly changed: () => void;
  /** Hears that numbers were counted anew. */
  readonly counted: () => void;
  /** Hears of errors that no user can do anything about, for the log. */
  readonly report: (what: string, error: unknown) => void;
}

/** The engine of an application, from its first opening to its end. */
export class EngineHolder {
  private readonly parts: EngineHolderParts;
  private current: EngineState = { kind: 'opening' };
  private opening: Promise<void>;
  private sourcesAtStart = false;

  /** Begins to open. */
  constructor(parts: EngineHolderParts) {
    this.parts = parts;
    // Not before who holds this has it: state is told while it opens.
    this.opening = Promise.resolve().then(() => this.open());
  }

  get state(): EngineState {
    return this.current;
  }

  /** What runs; undefined while nothing does. */
  get running(): Running | undefined {
    return this.current.kind === 'running' ? this.current.running : undefined;
  }

  /** Whether the library had sources of the user's when it was opened. */
  get hadSources(): boolean {
    return this.sourcesAtStart;
  }

  /** Resolves once the engine is open, or can't be. */
  settled(): Promise<void> {
    return this.opening;
  }

  /** What runs. @throws RecollectError with what keeps it from running. */
  wanted(): Running {
    const { current } = this;
    if (current.kind === 'running') return current.running;
    if (current.kind === 'failed') throw new RecollectError(current.failure.code, current.failure.message);
    throw new RecollectError('cancelled', 'Recollect is being started or closed. Try again in a moment.');
  }

  /** Opens it again where that failed. */
  async reopen(): Promise<void> {
    if (this.current.kind !== 'failed') return;
    this.opening = this.open();
    await this.opening;
  }

  /**
   * Moves a damaged library out of the way and begins a new one. Resolves with where the old one is.
   *
   * @throws RecollectError `usage` where the library is not damaged, or what kept it from being moved.
   */
  async beginAnew(): Promise<string> {
    if (this.failureCode() !== 'library-damaged')
      throw new RecollectError('usage', 'The library is not damaged: it stays where it is.');
    const { running } = this;
    const work = this.replace(running);
    this.opening = work.then(
      () => undefined,
      () => undefined,
    );
    return work;
  }

  /** Ends it within about `graceMs`. What was stored stays. */
  async close(graceMs: number): Promise<void> {
    await this.opening;
    const { running } = this;
    this.current = { kind: 'closed' };
    if (running) await stop(running, graceMs);
  }

  /** Why it doesn't do its work: it can't be opened, or sync has met something. */
  private failureCode(): ErrorCode | undefined {
    const { current } = this;
    if (current.kind === 'failed') return current.failure.code;
    const sync = current.kind === 'running' ? current.running.sync.state() : undefined;
    return sync?.phase === 'failed' ? sync.failure.code : undefined;
  }

  private async replace(running: Running | undefined): Promise<string> {
    this.current = { kind: 'opening' };
    this.parts.changed();
    try {
      if (running) await stop(running, 0);
      return await this.parts.setAside();
    } finally {
      // Where it could not be moved, opening it says again what is wrong with it.
      await this.open();
    }
  }

  private async open(): Promise<void> {
    this.current = { kind: 'opening' };
    try {
      this.current = { kind: 'running', running: await this.start(await this.parts.open()) };
    } catch (error) {
      if (!(error instanceof RecollectError)) this.parts.report('opening the library', error);
      this.current = { kind: 'failed', failure: toFailure(error) };
    }
    this.parts.changed();
  }

  private async start(engine: Engine): Promise<Running> {
    const { dataDirectory, changed, counted, prepare } = this.parts;
    const notes = notesFolder(dataDirectory);
    const own = await dataFolder(dataDirectory);
    prepare(engine);
    const totals = new LibraryTotals(engine, Date.now, counted);
    const sync: Sync = new Sync({
      engine,
      own,
      now: Date.now,
      changed,
      purged: () => engine.originals.wantTidying(() => sync.isReading),
    });
    const running = { engine, sync, totals };
    try {
      await totals.refresh();
      const kept = await engine.library.write.keptSources();
      this.sourcesAtStart = kept.some(({ path }) => path !== notes);
      await keepNotes(engine.library, notes);
      await sync.start();
      return running;
    } catch (error) {
      await stop(running, 0);
      throw error;
    }
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
