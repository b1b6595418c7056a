/**
 * Brings a collection in step with the library once: what is embedded and not there is sent, what the library no longer
 * holds is removed, new titles are told. The library is the truth of this machine. What the server may have lost is looked
 * for at the start, and again by each pass that has nothing to send; see server-comparison.ts.
 */
import { adoptVectors } from './adopt-vectors.ts';
import { PointSender, type PointSenderParts, type SentIndex } from './point-sender.ts';
import { isNotFound, mayPass } from './qdrant-errors.ts';
import { ServerComparison } from './server-comparison.ts';

/** Points that are removed in one request. */
const REMOVED_AT_ONCE = 500;

/** With more than this many points to send, the server is told to build its search graph afterwards. */
const BULK = 20_000;

/** The id of no collection. */
const NOTHING_SENT = 0;

/** How far sending is, in points of this machine. */
export interface SendProgress {
  readonly pending: number;
  readonly sent: number;
}

/** What a pass works with. `gate` also holds back its look at the server. */
export interface SyncPassParts extends PointSenderParts {
  /** The id of the index. */
  readonly index: () => Promise<number>;
}

/** A collection that was reached, and the name that it was given when it was made. */
interface ReachedIndex extends SentIndex {
  readonly born: string;
  readonly comparison: ServerComparison;
}

/** Passes over one collection, one after the other. */
export class SyncPass {
  private readonly parts: SyncPassParts;
  private readonly sender: PointSender;
  /** The collection, once it was reached. */
  private reached: ReachedIndex | undefined;
  private leftInBulk = false;
  private lookedMs = 0;

  constructor(parts: SyncPassParts) {
    this.parts = parts;
    this.sender = new PointSender(parts);
  }

  /** How long it took the last time to find what waits, in ms. */
  get lookMs(): number {
    return this.lookedMs;
  }

  /** Points that the server refused for good in this run. */
  get refusedPoints(): number {
    return this.sender.refusedPoints;
  }

  /**
   * One pass. `progress` hears of what is sent.
   *
   * @returns the points of this machine that are there now.
   * @throws RecollectError `qdrant-...`, `cancelled`: what was done until then stays.
   */
  async run(progress: (progress: SendProgress) => void, signal: AbortSignal): Promise<number> {
    try {
      await this.parts.gate?.(signal);
      const reached = await this.reach(signal);
      // Counting is work for a large server: while much is stored, passes follow each other closely.
      if (!(await this.send(reached, progress, signal)) && (await reached.comparison.run(signal)))
        await this.send(reached, progress, signal);
      await this.endBulk(signal);
      await this.remove(reached, signal);
      await this.retell(reached, signal);
      return await this.parts.library.read.sentCount(reached.remote);
    } catch (error) {
      // What was reached may have gone, or be another the next time.
      if (isNotFound(error) || !mayPass(error)) this.reached = undefined;
      throw error;
    }
  }

  /** How much waits to be sent, as far as the library can tell. */
  async pending(): Promise<number> {
    const { read } = this.parts.library;
    const index = await this.parts.index();
    const remote = await read.findRemote(index, this.parts.collection.connection.url);
    return (await read.remoteProgress(index, remote ?? NOTHING_SENT)).pending;
  }

  /**
   * Where nothing waits, nothing else is asked of the server: it may be away, and its collection may be another one.
   */
  private async reach(signal: AbortSignal): Promise<ReachedIndex> {
    if (this.reached && (await this.parts.collection.find(signal))?.born !== this.reached.born)
      this.reached = undefined;
    return (this.reached ??= await this.connect(signal));
  }

  private async connect(signal: AbortSignal): Promise<ReachedIndex> {
    const { collection, library, owner } = this.parts;
    const index = await this.parts.index();
    const { born, bulk } = await collection.ensure(signal);
    this.leftInBulk = bulk;
    const remote = await library.write.ensureRemote(index, born, collection.connection.url);
    // A library that was made anew finds here what was embedded before.
    if ((await library.read.sentCount(remote)) === 0 && (await collection.count(owner.machine, signal)) > 0)
      await adoptVectors({ library, collection, index }, signal);
    const comparison = new ServerComparison({ library, collection, remote, machine: owner.machine });
    await comparison.run(signal);
    return { index, remote, born, comparison };
  }

  /** Says whether there was anything to send. */
  private async send(
    reached: SentIndex,
    progress: (progress: SendProgress) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { library, collection } = this.parts;
    const began = performance.now();
    const first = await this.sender.firstPage(reached);
    this.lookedMs = performance.now() - began;
    if (first.chunks.length === 0) return false;
    const { pending, sent } = await library.read.remoteProgress(reached.index, reached.remote);
    this.lookedMs = performance.now() - began;
    progress({ pending, sent });
    if (pending > BULK && !this.leftInBulk) {
      await collection.setBulk(true, signal);
      this.leftInBulk = true;
    }
    let done = 0;
    const note = (points: number): void => {
      done += points;
      progress({ pending: Math.max(0, pending - done), sent: sent + done });
    };
    await this.sender.send(first, reached, note, signal);
    return true;
  }

  /** Lets the server build its search graph, also where it was left without after a crash. */
  private async endBulk(signal: AbortSignal): Promise<void> {
    if (!this.leftInBulk) return;
    await this.parts.collection.setBulk(false, signal);
    this.leftInBulk = false;
  }

  private async remove({ remote }: SentIndex, signal: AbortSignal): Promise<void> {
    const { library, collection, owner } = this.parts;
    for (;;) {
      const points = await library.read.leavingPoints(remote, REMOVED_AT_ONCE);
      if (points.length === 0) return;
      await collection.release(points, owner.machine, signal);
      await library.write.noteRemoved(remote, points);
    }
  }

  private async retell({ remote }: SentIndex, signal: AbortSignal): Promise<void> {
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
}
