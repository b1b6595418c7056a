/**
 * The collection of one index on one server: made, filled, counted, emptied. Who searches it is in qdrant-candidates.ts.
 */
import { randomUUID } from 'node:crypto';
import type { Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { RecollectError } from '../../shared/errors.ts';
import type { IndexIdentity } from '../library/vector-store.ts';
import { formatPointId, parsePointId } from '../library/point-id.ts';
import type { UnsentChunk } from '../library/remote-backlog.ts';
import { bornOf, collectionName, metadataOf } from './collection-identity.ts';
import type { QdrantConnection } from './connection.ts';
import { HeldPoints } from './held-points.ts';
import { MEANING, payloadIndexes, WORDS, type Owner } from './point.ts';
import { isNotFound } from './qdrant-errors.ts';
import type { QdrantOptions } from './qdrant-options.ts';
import { quantizedAs } from './quantization.ts';

/** Ids that are asked for at once: 16 bytes each. */
const IDS = 10_000;

/** The server begins to build a graph at so many KB of vectors in a segment: its own default. */
const INDEXING_THRESHOLD = 10_000;

/**
 * KB of vectors in a segment, at most. While very much is sent, a segment has to stay small: it notes a text's words in
 * lists that it walks through whole for each text, so that what a point costs grows with what is there. At 60,000 points
 * the server's processors took 0.5 ms a point in one large segment, and 0.2 ms in small ones (docs/scaling.md). The
 * larger size is what a server of four processors takes by itself; a size once given can't be taken back.
 */
const SEGMENT_KB = { inBulk: 8_000, otherwise: 1_000_000 };

const conversationSchema = z.object({ conversation: z.string() });
const denseSchema = z.object({ [MEANING]: z.array(z.number()) });

/** What a collection says of itself. */
export interface FoundCollection {
  /** The name that it was given when it was made: one that was made anew has another. */
  readonly born: string;
  /** It puts off building its search graph. */
  readonly bulk: boolean;
}

/** A machine that fills the collection. */
export interface MachinePoints {
  readonly machine: string;
  readonly points: number;
}

/** One index's collection. */
export class Collection {
  readonly name: string;
  readonly connection: QdrantConnection;
  private readonly identity: IndexIdentity;
  private readonly options: QdrantOptions;
  private readonly held: HeldPoints;

  constructor(connection: QdrantConnection, identity: IndexIdentity, options: QdrantOptions) {
    this.connection = connection;
    this.identity = identity;
    this.options = options;
    this.name = collectionName(identity);
    this.held = new HeldPoints(connection, this.name);
  }

  /**
   * What the collection says of itself; null where there is none.
   *
   * @throws RecollectError `qdrant-other-index`, `qdrant-too-old` and as the connection.
   */
  async find(signal?: AbortSignal): Promise<FoundCollection | null> {
    await this.connection.checkVersion(signal);
    try {
      const { config } = await this.connection.ask((client) => client.getCollection(this.name), signal);
      return {
        born: bornOf(config.metadata, this.identity, this.name),
        bulk: config.optimizer_config.indexing_threshold === 0,
      };
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  /** The same; made where there is none. */
  async ensure(signal?: AbortSignal): Promise<FoundCollection> {
    const known = await this.find(signal);
    if (known !== null) {
      await this.ensureIndexes(signal);
      return known;
    }
    const { quantization, onDisk, shards, replicas, writeConsistency } = this.options;
    try {
      await this.connection.ask(
        (client) =>
          client.createCollection(this.name, {
            vectors: { [MEANING]: { size: this.identity.dimensions, distance: 'Cosine', on_disk: onDisk } },
            sparse_vectors: { [WORDS]: { modifier: 'idf', index: { on_disk: onDisk } } },
            hnsw_config: { on_disk: onDisk },
            optimizers_config: { indexing_threshold: INDEXING_THRESHOLD },
            ...quantizedAs(quantization),
            shard_number: shards,
            replication_factor: replicas,
            write_consistency_factor: writeConsistency,
            metadata: metadataOf(this.identity, randomUUID()),
          }),
        signal,
      );
    } catch (error) {
      // Another machine may have been faster.
      if ((await this.find(signal)) === null) throw error;
    }
    await this.ensureIndexes(signal);
    const made = await this.find(signal);
    if (made) return made;
    throw new RecollectError(
      'qdrant-failed',
      `The collection ${this.name} went while it was made. Try again.`,
    );
  }

  /** Stores points under a machine's name; see `HeldPoints`. */
  upsert(chunks: readonly UnsentChunk[], owner: Owner, signal?: AbortSignal): Promise<void> {
    return this.held.put(chunks, owner, signal);
  }

  /** Takes a machine's points away: those that other machines hold too lose its name only. */
  release(points: readonly Uint8Array[], machine: string, signal?: AbortSignal): Promise<void> {
    return this.held.release(points, machine, signal);
  }

  /** Removes a machine from the whole collection. */
  async removeMachine(machine: string, signal?: AbortSignal): Promise<void> {
    await this.held.removeOnlyOf(machine, signal);
    for await (const ids of this.idsOf(machine, signal)) await this.held.release(ids, machine, signal);
  }

  /** Tells all points of a conversation what it is called. */
  async retitle(
    conversation: string,
    facts: { readonly title: string | null; readonly project: string | null },
    signal?: AbortSignal,
  ): Promise<void> {
    const { title, project } = facts;
    await this.connection.ask(
      (client) =>
        client.setPayload(this.name, {
          wait: true,
          payload: { title: title?.toWellFormed() ?? null, project: project?.toWellFormed() ?? null },
          filter: { must: [{ key: 'conversation', match: { value: conversation.toWellFormed() } }] },
        }),
      signal,
    );
  }

  /** Points of one machine, or of all. */
  async count(machine: string | null, signal?: AbortSignal): Promise<number> {
    const { count } = await this.connection.ask(
      (client) =>
        client.count(this.name, {
          exact: true,
          ...(machine === null ? {} : { filter: { must: [ofMachine(machine)] } }),
        }),
      signal,
    );
    return count;
  }

  /** The machines that fill the collection, the one with the most points first. */
  async machines(signal?: AbortSignal): Promise<MachinePoints[]> {
    const { hits } = await this.connection.ask(
      (client) => client.facet(this.name, { key: 'machines', limit: 10_000, exact: true }),
      signal,
    );
    // A machine that was removed is still a value of the field, of no point.
    return hits.flatMap(({ value, count }) => (count > 0 ? [{ machine: String(value), points: count }] : []));
  }

  /** Ids of a machine's points, a page at a time. */
  async *idsOf(machine: string, signal?: AbortSignal): AsyncGenerator<Uint8Array[]> {
    let from: string | null = null;
    do {
      const page: Schemas['ScrollResult'] = await this.idPage(machine, from, signal);
      yield page.points.map(({ id }) => parsePointId(String(id)));
      const next = page.next_page_offset;
      from = typeof next === 'string' ? next : null;
    } while (from !== null);
  }

  /** The conversation of each of those of `points` that the server has. */
  async conversationsOf(
    points: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<{ readonly point: Uint8Array; readonly conversation: string }[]> {
    const records = await this.connection.ask(
      (client) =>
        client.retrieve(this.name, {
          ids: points.map(formatPointId),
          with_payload: ['conversation'],
          with_vector: false,
        }),
      signal,
    );
    return records.flatMap(({ id, payload }) => {
      const parsed = conversationSchema.safeParse(payload);
      return parsed.success ? [{ point: parsePointId(String(id)), ...parsed.data }] : [];
    });
  }

  /** The vectors of those of `points` that the server has, by written id. */
  async vectorsOf(points: readonly Uint8Array[], signal?: AbortSignal): Promise<Map<string, Float32Array>> {
    const records = await this.connection.ask(
      (client) =>
        client.retrieve(this.name, {
          ids: points.map(formatPointId),
          with_payload: false,
          with_vector: [MEANING],
        }),
      signal,
    );
    const found = new Map<string, Float32Array>();
    for (const { id, vector } of records) {
      const parsed = denseSchema.safeParse(vector);
      if (parsed.success) found.set(String(id), Float32Array.from(parsed.data[MEANING]));
    }
    return found;
  }

  /**
   * While very much is sent, building the search graph at the same time takes most of the server's processors. `bulk`
   * puts it off, in segments that stay small; without it the server catches up by itself: it joins them and builds the
   * graph. A search finds all in the meantime, only slower.
   */
  async setBulk(bulk: boolean, signal?: AbortSignal): Promise<void> {
    const optimizers = {
      indexing_threshold: bulk ? 0 : INDEXING_THRESHOLD,
      max_segment_size: bulk ? SEGMENT_KB.inBulk : SEGMENT_KB.otherwise,
    };
    await this.connection.ask(
      (client) => client.updateCollection(this.name, { optimizers_config: optimizers }),
      signal,
    );
  }

  private idPage(
    machine: string,
    from: string | null,
    signal?: AbortSignal,
  ): Promise<Schemas['ScrollResult']> {
    return this.connection.ask(
      (client) =>
        client.scroll(this.name, {
          filter: { must: [ofMachine(machine)] },
          limit: IDS,
          with_payload: false,
          ...(from === null ? {} : { offset: from }),
        }),
      signal,
    );
  }

  private async ensureIndexes(signal?: AbortSignal): Promise<void> {
    await Promise.all(
      payloadIndexes.map(([field, schema]) =>
        this.connection.ask(
          (client) =>
            client.createPayloadIndex(this.name, { field_name: field, field_schema: schema, wait: true }),
          signal,
        ),
      ),
    );
  }
}

function ofMachine(machine: string): Schemas['FieldCondition'] {
  return { key: 'machines', match: { value: machine } };
}
