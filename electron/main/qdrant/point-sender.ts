/**
 * Sends what the library has embedded, some batches at the same time, and takes note of what the server has taken.
 *
 * [Note: what counts as sent] Changes are sent with `wait`: the server answers when it has applied them, and only then
 * does the library take note. Without `wait` it would answer as soon as it had written them to its log, and a search
 * right after an import would miss some. Several batches are under way at once, so that waiting costs nothing. What the
 * server may lose nevertheless a comparison finds; see server-comparison.ts.
 */
import type { Library } from '../library/library.ts';
import { formatPointId } from '../library/point-id.ts';
import type { UnsentChunk, UnsentPage } from '../library/remote-backlog.ts';
import type { Collection } from './collection.ts';
import type { Owner } from './point.ts';
import { isRefused } from './qdrant-errors.ts';

/** Points in one request, and requests under way at once: about 2 MB, which bounds what waits in memory. */
const BATCH = 256;
const FLIGHTS = 3;

/** From where to where. */
export interface PointSenderParts {
  readonly library: Pick<Library, 'read' | 'write'>;
  readonly collection: Collection;
  readonly owner: Owner;
  /** Makes chunks fit to leave the machine. */
  readonly prepare?: (chunks: readonly UnsentChunk[]) => Promise<readonly UnsentChunk[]>;
  /** Holds back each batch that has not begun. */
  readonly gate?: (signal: AbortSignal) => Promise<void>;
  /** Hears of points that the server refuses for good. */
  readonly report: (what: string, error: unknown) => void;
}

/** An index of the library and what the library calls its collection. */
export interface SentIndex {
  readonly index: number;
  readonly remote: number;
}

/** Sends points. */
export class PointSender {
  private readonly parts: PointSenderParts;
  private readonly refused = new Set<string>();

  constructor(parts: PointSenderParts) {
    this.parts = parts;
  }

  /** Points that the server refused for good in this run: they are not sent again. */
  get refusedPoints(): number {
    return this.refused.size;
  }

  /** The first page of what waits. */
  firstPage({ index, remote }: SentIndex): Promise<UnsentPage> {
    return this.parts.library.read.unsent(index, remote, null, BATCH);
  }

  /**
   * Sends a page and all after it. `sent` hears of each batch how many it had.
   *
   * @throws RecollectError `qdrant-...`, `cancelled`; what was taken until then is noted.
   */
  async send(
    first: UnsentPage,
    { index, remote }: SentIndex,
    sent: (points: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { library, gate } = this.parts;
    const flights = new Set<Promise<void>>();
    let page = first;
    try {
      for (;;) {
        const { chunks } = page;
        const flight = this.sendBatch(remote, chunks, signal).then(() => {
          flights.delete(flight);
          sent(chunks.length);
        });
        flights.add(flight);
        // It is awaited below; until then its failure is nobody's.
        flight.catch(() => undefined);
        if (flights.size >= FLIGHTS) await Promise.race(flights);
        await gate?.(signal);
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
    const { library, collection, owner, prepare, report } = this.parts;
    const wanted = chunks.filter(({ point }) => !this.refused.has(formatPointId(point)));
    const [only] = wanted;
    if (only === undefined) return;
    try {
      await collection.upsert((await prepare?.(wanted)) ?? wanted, owner, signal);
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (wanted.length === 1) {
        this.refused.add(formatPointId(only.point));
        report(`Qdrant refused a chunk of ${only.conversation}:`, error);
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
}
