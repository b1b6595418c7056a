/**
 * Keeps a collection in step with the library. The library is the truth of this machine: what it has embedded and not
 * sent is sent, what it no longer holds is removed. A server that is away is waited for; imports don't notice.
 *
 * [Note: what counts as sent] Changes are sent with `wait`: the server answers when it has applied them, and only then
 * does the library take note. Without `wait` it would answer as soon as it had written them to its log, and a search
 * right after an import would miss some. Several batches are under way at once, so that waiting costs nothing. What the
 * server may lose nevertheless (a disk that was full, a copy restored from a backup) a comparison finds at the start.
 */
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { RecollectError, toFailure, type Failure } from '../../shared/errors.ts';
import { Wake } from '../importing/wake.ts';
import type { Library } from '../library/library.ts';
import type { UnsentChunk } from '../library/remote-backlog.ts';
import type { BacklogCursor } from '../library/vector-store.ts';
import { formatPointId } from '../library/point-id.ts';
import type { Collection } from './collection.ts';
import type { Owner } from './point.ts';
import { isNotFound, isRefused, mayPass } from './qdrant-errors.ts';
import { compareWithServer } from './compare-with-server.ts';
import { adoptVectors } from './adopt-vectors.ts';

/** Points in one request, and requests under way at once: about 2 MB, which bounds what waits in memory. */
const BATCH = 256;
const FLIGHTS = 3;

/** Points that are removed in one request. */
const REMOVED_AT_ONCE = 500;

/** With more than this many points to send, the server is told to build its search graph afterwards. */
const BULK = 20_000;

/** How often the library is looked at without being told that something changed, in ms. */
const LOOK_MS = 15_000;

/**
 * The library is looked at no sooner than this after the last time, in ms, and this many times as long as looking took:
 * finding what waits in a large one is work, however little waits. What sending takes doesn't count.
 */
const REST_MS = 500;
const REST_SHARE = 4;

/** How long a server is left alone that failed, in ms: at first, doubled each time, and at most. */
const RETRY = { firstMs: 500, mostMs: 60_000 };

/** The id of no collection. */
const NOTHING_SENT = 0;

/** What the collection is doing, in points of this machine. */
export type RemoteState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'catching-up'; readonly pending: number; readonly sent: number }
  | { readonly phase: 'in-step'; readonly sent: number }
  | { readonly phase: 'away'; readonly pending: number; readonly failure: Failure };

/** What the sync works with. */
export interface RemoteSyncParts {
  readonly library: Library;
  /** The id of the index. */
  readonly index: () => Promise<number>;
  readonly collection: Collection;
  readonly owner: Owner;
  /** Makes chunks fit to leave the machine. */
  readonly prepare?: (chunks: readonly UnsentChunk[]) => Promise<readonly UnsentChunk[]>;
  /** Holds back what has not begun: each batch, and each look at the server. */
  readonly gate?: (signal: AbortSignal) => Promise<void>;
  /** Hears of points that the server refuses for good. */
  readonly report: (what: string, error: unknown) => void;
  readonly retry?: typeof RETRY;
}

/** A collection that was reached. */
interface Reached {
  readonly index: number;
  /** Its id in the library. */
  readonly remote: number;
}

/** Keeps one collection in step. */
export class RemoteSync {
  private readonly parts: RemoteSyncParts;
  private readonly abort = new AbortController();
  private readonly wake = new Wake();
  private readonly again = new Wake();
  private readonly listeners = new Set<() => void>();
  private readonly refused = new Set<string>();
  private reached: Reached | undefined;
  private current: RemoteState = { phase: 'connecting' };
  private passing: Promise<void> | undefined;
  private loop: Promise<void> | undefined;
  private leftInBulk = false;
  /** How long it took the last time to find what waits, in ms. */
  private lookedMs = 0;

  constructor(parts: RemoteSyncParts) {
    this.parts = parts;
  }

  state(): RemoteState {
    return this.current;
  }

  /** Calls the listener when the state is another, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Points that the server refused for good in this run. */
  get refusedPoints(): number {
    return this.refused.size;
  }

  /** Keeps in step from now on, until `stop`. */
  start(): void {
    this.loop ??= this.run();
  }

  /** Something was stored or removed. */
  notice(): void {
    this.wake.ring();
  }

  /** A server that is away is to be tried now. */
  retry(): void {
    this.again.ring();
    this.wake.ring();
  }

  /**
   * Brings the collection in step once.
   *
   * @throws RecollectError `qdrant-...`: what was sent until then stays.
   */
  catchUp(): Promise<void> {
    this.passing ??= this.pass(this.abort.signal).finally(() => (this.passing = undefined));
    return this.passing;
  }

  /**
   * Brings the collection in step with all that was stored until now, or finds that it can't. What `signal` gives up is
   * no longer waited for.
   */
  async settled(signal: AbortSignal): Promise<RemoteState> {
    const givenUp = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.catchUpAnew(), givenUp]);
    return this.current;
  }

  /** A pass that is under way may have looked before the last was stored. Its failure is in the state. */
  private async catchUpAnew(): Promise<void> {
    await this.passing?.catch(() => undefined);
    await this.catchUp().catch(() => undefined);
  }

  /** Ends; what is in flight is given up: it is sent again the next time. */
  async stop(): Promise<void> {
    this.abort.abort(new RecollectError('cancelled', 'Recollect was closed.'));
    await Promise.allSettled([this.loop, this.passing]);
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.catchUp();
        failures = 0;
        await delay(Math.max(REST_MS, REST_SHARE * this.lookedMs), signal);
        await ringWithin(this.wake, LOOK_MS, signal);
      } catch {
        // It is in the state. What is stored meanwhile doesn't bring a server back.
        failures += 1;
        await ringWithin(this.again, retryAfter(failures, this.parts.retry ?? RETRY), signal);
      }
    }
  }

  private async pass(signal: AbortSignal): Promise<void> {
    try {
      await this.parts.gate?.(signal);
      const reached = (this.reached ??= await this.connect(signal));
      await this.send(reached, signal);
      await this.endBulk(signal);
      await this.remove(reached, signal);
      await this.retell(reached, signal);
      this.become({ phase: 'in-step', sent: await this.parts.library.read.sentCount(reached.remote) });
    } catch (error) {
      // What was reached may have gone, or be another the next time.
      if (isNotFound(error) || !mayPass(error)) this.reached = undefined;
      if (!signal.aborted) {
        this.become({ phase: 'away', pending: await this.pending(), failure: toFailure(error) });
      }
      throw error;
    }
  }

  /** How much waits to be sent, as far as the library can tell. */
  private async pending(): Promise<number> {
    const { read } = this.parts.library;
    const index = await this.parts.index();
    const remote = await read.findRemote(index, this.parts.collection.connection.url);
    return (await read.remoteProgress(index, remote ?? NOTHING_SENT)).pending;
  }

  private async connect(signal: AbortSignal): Promise<Reached> {
    const { collection, library, owner } = this.parts;
    const index = await this.parts.index();
    const { born, bulk } = await collection.ensure(signal);
    this.leftInBulk = bulk;
    const remote = await library.write.ensureRemote(index, born, collection.connection.url);
    const sent = await library.read.sentCount(remote);
    const there = await collection.count(owner.machine, signal);
    if (sent !== there) {
      // A library that was made anew finds here what was embedded before.
      if (sent === 0) await adoptVectors({ library, collection, index }, signal);
      await compareWithServer({ library, collection, remote, machine: owner.machine }, signal);
    }
    return { index, remote };
  }

  private async send({ index, remote }: Reached, signal: AbortSignal): Promise<void> {
    const { library, collection } = this.parts;
    const began = performance.now();
    const first = await library.read.unsent(index, remote, null, BATCH);
    this.lookedMs = performance.now() - began;
    if (first.chunks.length === 0) return;
    const { pending, sent } = await library.read.remoteProgress(index, remote);
    this.lookedMs = performance.now() - began;
    const progress = { phase: 'catching-up' as const, pending, sent };
    this.become(progress);
    if (pending > BULK && !this.leftInBulk) {
      await collection.setBulk(true, signal);
      this.leftInBulk = true;
    }
    await this.sendPages(first, { index, remote }, progress, signal);
  }

  /** Lets the server build its search graph, also where it was left without after a crash. */
  private async endBulk(signal: AbortSignal): Promise<void> {
    if (!this.leftInBulk) return;
    await this.parts.collection.setBulk(false, signal);
    this.leftInBulk = false;
  }

  private async sendPages(
    first: { readonly chunks: readonly UnsentChunk[]; readonly next: BacklogCursor | null },
    { index, remote }: Reached,
    { pending, sent }: { readonly pending: number; readonly sent: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { library } = this.parts;
    const flights = new Set<Promise<void>>();
    let done = 0;
    let page = first;
    try {
      for (;;) {
        const { chunks } = page;
        const flight = this.sendBatch(remote, chunks, signal).then(() => {
          flights.delete(flight);
          done += chunks.length;
          this.become({ phase: 'catching-up', pending: Math.max(0, pending - done), sent: sent + done });
        });
        flights.add(flight);
        // It is awaited below; until then its failure is nobody's.
        flight.catch(() => undefined);
        if (flights.size >= FLIGHTS) await Promise.race(flights);
        await this.parts.gate?.(signal);
        if (page.next === null) break;
        page = await library.read.unsent(index, remote, page.next, BATCH);
      }
      await Promise.all(flights);
    } finally {
      await Promise.allSettled(flights);
    }
  }

  /** Sends chunks; one that the server refuses costs only itself. */
  private async sendBatch(
    remote: number,
    chunks: readonly UnsentChunk[],
    signal: AbortSignal,
  ): Promise<void> {
    const { library, collection, owner } = this.parts;
    const wanted = chunks.filter(({ point }) => !this.refused.has(formatPointId(point)));
    const [only] = wanted;
    if (only === undefined) return;
    try {
      await collection.upsert((await this.parts.prepare?.(wanted)) ?? wanted, owner, signal);
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (wanted.length === 1) {
        this.refused.add(formatPointId(only.point));
        this.parts.report(`Qdrant refused a chunk of ${only.conversation}:`, error);
        return;
      }
      const half = Math.ceil(wanted.length / 2);
      await this.sendBatch(remote, wanted.slice(0, half), signal);
      await this.sendBatch(remote, wanted.slice(half), signal);
      return;
    }
    const told = new Map(
      wanted.map(({ conversationId, title, project }) => [conversationId, { title, project }]),
    );
    await library.write.noteSent(
      remote,
      wanted.map(({ point, conversationId, textId }) => ({ point, conversationId, textId })),
      [...told].map(([conversationId, facts]) => ({ conversationId, ...facts })),
    );
  }

  private async remove({ remote }: Reached, signal: AbortSignal): Promise<void> {
    const { library, collection, owner } = this.parts;
    for (;;) {
      const points = await library.read.leavingPoints(remote, REMOVED_AT_ONCE);
      if (points.length === 0) return;
      await collection.release(points, owner.machine, signal);
      await library.write.noteRemoved(remote, points);
    }
  }

  private async retell({ remote }: Reached, signal: AbortSignal): Promise<void> {
    const { library, collection } = this.parts;
    for (;;) {
      const conversations = await library.read.retoldConversations(remote, REMOVED_AT_ONCE);
      if (conversations.length === 0) return;
      for (const { format, key, ...facts } of conversations) {
        await collection.retitle(`${format}:${key}`, facts, signal);
      }
      await library.write.noteTold(remote, conversations);
    }
  }

  private become(state: RemoteState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

function retryAfter(failures: number, { firstMs, mostMs }: typeof RETRY): number {
  const ms = Math.min(mostMs, firstMs * 2 ** (failures - 1));
  // Many machines that lost one server should not come back all at once.
  return ms * (0.75 + Math.random() / 2);
}

/** Waits, or until the signal comes. */
async function delay(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeoutPromise(ms, undefined, { signal }).catch(() => undefined);
}

/** Waits for a bell, or at most so long. */
async function ringWithin(wake: Wake, ms: number, signal: AbortSignal): Promise<void> {
  const timer = setTimeout(() => wake.ring(), ms);
  await wake.wait(signal).catch(() => undefined);
  clearTimeout(timer);
}
