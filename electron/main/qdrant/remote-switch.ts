/**
 * The Qdrant server of an engine, which may be another one, or none, while the engine runs: opens and ends what fills
 * and searches the collection, and says how far it is.
 */
import { isDeepStrictEqual } from 'node:util';
import type { KeyPlace, RemoteView } from '../../shared/contract/qdrant.ts';
import { toFailure, type Failure } from '../../shared/errors.ts';
import { MovingRate } from '../importing/moving-rate.ts';
import { PauseGate } from '../importing/pause-gate.ts';
import type { Library } from '../library/library.ts';
import type { IndexIdentity } from '../library/vector-store.ts';
import type { SearchAnswer, SearchedIndex, SearchOptions, SearchRequest } from '../search/search.ts';
import type { ServerKeyStore } from '../settings/key-store.ts';
import type { RunSettings } from '../settings/settings.ts';
import { ConversationReader } from './conversation-reader.ts';
import { leaveServer, type LeaveWishes } from './leave-server.ts';
import { openRemote, type RemoteIndex, type RemoteOptions } from './open-remote.ts';

/** A server that lags behind by no more than this many points is in step in a moment. */
const SHORT_CATCH_UP = 500;

/** Which server settings name, and the key that the environment has for it. */
export type ServerChoice = Pick<RunSettings, 'qdrant' | 'qdrantKey'>;

/** What the switch works with. */
export interface RemoteSwitchParts {
  readonly library: Library;
  /** The index that is made on this machine. */
  readonly identity: IndexIdentity;
  /** The key that is kept, for where the environment has none. */
  readonly key: ServerKeyStore;
  readonly now: () => number;
  /** Hears of what went wrong and harms nobody. */
  readonly report: (what: string, error: unknown) => void;
}

/** Opens servers, one after the other. */
export class RemoteSwitch {
  readonly key: ServerKeyStore;
  readonly identity: IndexIdentity;
  /** Reads conversations of the library, and of the server those that only other machines have. */
  readonly conversations: ConversationReader;
  private readonly parts: RemoteSwitchParts;
  private readonly gate = new PauseGate();
  private readonly listeners = new Set<() => void>();
  private chosen: RemoteOptions | null = null;
  private opened: RemoteIndex | null = null;
  /** Why there is none although one is chosen. */
  private failure: Failure | null = null;
  private leaving: { readonly copied: number; readonly missing: number } | null = null;
  private rate = new MovingRate();
  private environmentKey = '';
  private started = false;
  private ended = false;
  /** Changes come one after the other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(parts: RemoteSwitchParts) {
    this.parts = parts;
    this.key = parts.key;
    this.identity = parts.identity;
    this.conversations = new ConversationReader(parts.library.read, () =>
      Promise.resolve(this.opened?.conversations ?? null),
    );
  }

  /** The collection that is filled and searched; null where the library's own index is. */
  get current(): RemoteIndex | null {
    return this.opened;
  }

  /** Calls the listener when the server or its state is another, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Uses another server, or none; the same one is left as it is. What can't be used is told by `view`. */
  use(choice: ServerChoice): Promise<void> {
    return this.inTurn(async () => {
      if (this.ended) return;
      const { qdrant: settings = null, qdrantKey = '' } = choice;
      this.environmentKey = qdrantKey;
      if (settings === null) return this.change(null);
      const { identity, key } = this.parts;
      try {
        const apiKey = qdrantKey === '' ? ((await key.read()) ?? undefined) : qdrantKey;
        await this.change({ settings, apiKey, identity });
      } catch (error) {
        this.parts.report('The Qdrant server can’t be used:', error);
        await this.close();
        this.failure = toFailure(error);
        this.chosen = { settings, apiKey: undefined, identity };
        this.changed();
      }
    });
  }

  /** The key for a server: the one of the environment, or for the addresses that are in use the kept one. */
  async keyFor(url: string): Promise<string | undefined> {
    if (this.environmentKey !== '') return this.environmentKey;
    return url === this.chosen?.settings.url ? ((await this.key.read()) ?? undefined) : undefined;
  }

  /** Where the key of the server that is in use is. */
  async keyPlace(): Promise<KeyPlace> {
    if (this.environmentKey !== '') return 'environment';
    return (await this.key.read()) === null ? 'none' : this.key.keeps();
  }

  /** Keeps what is used in step from now on, and whatever is used later. */
  start(): void {
    this.started = true;
    this.opened?.sync.start();
  }

  /** Sends nothing until `resume`; what is in flight is finished. */
  pause(): void {
    this.gate.pause();
    this.changed();
  }

  resume(): void {
    this.gate.resume();
    this.opened?.sync.retry();
    this.changed();
  }

  /**
   * Goes without the server until the next `use`; see `leaveServer`. Where that fails it is used as before.
   *
   * @throws RecollectError `qdrant-...`, `cancelled`.
   */
  leave(index: number, wishes: LeaveWishes, signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      const remote = this.opened;
      if (!remote) return;
      const { library } = this.parts;
      // What is still in flight would come after what is removed.
      await remote.sync.stop();
      try {
        await leaveServer({ library, remote, index }, wishes, signal, (progress) => {
          this.leaving = progress;
          this.changed();
        });
        await this.close();
      } catch (error) {
        this.open();
        throw error;
      } finally {
        this.leaving = null;
        this.changed();
      }
    });
  }

  /**
   * Answers from the server, once it has nearly all of this machine's history: until then the library finds more.
   *
   * @throws as `search`.
   */
  search(
    remote: RemoteIndex,
    index: SearchedIndex,
    request: SearchRequest,
    signal: AbortSignal,
    options: SearchOptions,
  ): Promise<SearchAnswer> {
    const state = remote.sync.state();
    const { machine } = request.filter;
    const ofOthers = machine !== undefined && machine !== remote.options.machine;
    if (!ofOthers && state.phase === 'catching-up' && state.pending > SHORT_CATCH_UP) {
      const why = 'the Qdrant server is still being filled.';
      return remote.search.searchOwn(index, request, signal, options, why);
    }
    return remote.search.search(index, request, signal, options);
  }

  /** How far it is; null where the library's own index is used. */
  view(): RemoteView | null {
    if (!this.chosen) return null;
    const { settings } = this.chosen;
    const { opened, failure } = this;
    return {
      url: settings.url,
      machine: opened?.options.machine ?? settings.machine ?? '',
      collection: opened?.collection.name ?? '',
      refused: opened?.sync.refusedPoints ?? 0,
      state: opened
        ? this.stateOf(opened)
        : failure
          ? { phase: 'away', pending: 0, failure }
          : { phase: 'connecting' },
    };
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.ended = true;
    await this.inTurn(() => this.close());
  }

  private stateOf({ sync }: RemoteIndex): RemoteView['state'] {
    if (this.leaving) return { phase: 'leaving', ...this.leaving };
    const state = sync.state();
    const pending = 'pending' in state ? state.pending : null;
    if (this.gate.paused) return { phase: 'paused', pending: state.phase === 'in-step' ? 0 : pending };
    if (state.phase !== 'catching-up') return state;
    const perSecond = this.rate.perSecond(this.parts.now());
    return { ...state, etaSeconds: perSecond > 0 ? Math.round(state.pending / perSecond) : null };
  }

  private async change(chosen: RemoteOptions | null): Promise<void> {
    if (this.failure === null && isDeepStrictEqual(chosen, this.chosen)) return;
    await this.close();
    this.chosen = chosen;
    this.open();
    this.changed();
  }

  private open(): void {
    if (!this.chosen) return;
    const { library, now, report } = this.parts;
    const { sync } = (this.opened = openRemote(this.chosen, library, report, (signal) =>
      this.gate.wait(signal),
    ));
    this.rate = new MovingRate();
    sync.onChange(() => {
      const state = sync.state();
      if (state.phase === 'catching-up') this.rate.note(now(), state.sent);
      else this.rate = new MovingRate();
      this.changed();
    });
    if (this.started) sync.start();
  }

  private async close(): Promise<void> {
    const { opened } = this;
    this.opened = null;
    this.chosen = null;
    this.failure = null;
    await opened?.sync.stop();
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
