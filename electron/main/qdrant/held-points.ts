/**
 * Puts points on a server under a machine's name and takes them away again, whatever other machines do to the same
 * points at that moment.
 *
 * [Note: names that nobody loses] A point carries the names of all machines that hold it, and the server can only set
 * the whole list. So each change says what the list must be for it to count, which the server checks in the same step;
 * then the list is read, and what came to nothing because another machine was faster is done again. Of several
 * machines one always gets ahead, so this ends. All copies of a shard must do such changes in the same order, or they
 * differ from then on and no request fails: see `change`.
 */
import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { RecollectError } from '../../shared/errors.ts';
import { formatPointId } from '../library/point-id.ts';
import type { UnsentChunk } from '../library/remote-backlog.ts';
import type { QdrantConnection } from './connection.ts';
import { pointOf, type Owner } from './point.ts';
import { isNodeGone } from './qdrant-errors.ts';

/** Far more than machines that change one point at the same moment: what isn't done by then is tried again later. */
const TURNS = 20;

/** How a change is asked for. It is answered when it has been applied. */
interface ChangeOptions {
  readonly wait: true;
  readonly ordering: 'medium' | 'weak';
}

const machinesSchema = z.object({ machines: z.array(z.string()) });

/** The points of one collection by who holds them. */
export class HeldPoints {
  private readonly connection: QdrantConnection;
  private readonly name: string;

  constructor(connection: QdrantConnection, name: string) {
    this.connection = connection;
    this.name = name;
  }

  /**
   * Stores points, or adds the machine's name to those that others have stored. It waits until they are applied: what is
   * acknowledged is found by the next search, and counted by the next count. Doing it again changes nothing.
   */
  async put(chunks: readonly UnsentChunk[], owner: Owner, signal?: AbortSignal): Promise<void> {
    const points = new Map(chunks.map((chunk) => [formatPointId(chunk.point), pointOf(chunk, owner)]));
    // Most are new, so they are sent before it is asked who holds them.
    await this.insert([...points.values()], owner.machine, signal);
    for (let turn = 0; turn < TURNS; turn += 1) {
      const held = await this.machinesOf([...points.keys()], signal);
      for (const [id, machines] of held) if (machines.includes(owner.machine)) points.delete(id);
      if (points.size === 0) return;
      const lost = [...points].flatMap(([id, point]) => (held.has(id) ? [] : [point]));
      if (lost.length > 0) await this.insert(lost, owner.machine, signal);
      const shared = [...held].filter(([id]) => points.has(id));
      await this.rename(shared, (machines) => [...machines, owner.machine], signal);
    }
    throw changedMeanwhile(this.name);
  }

  /** Takes points of a machine away: those that others hold too lose its name only. */
  async release(points: readonly Uint8Array[], machine: string, signal?: AbortSignal): Promise<void> {
    let ids = points.map(formatPointId);
    for (let turn = 0; turn < TURNS; turn += 1) {
      await this.remove([{ has_id: ids }, ...heldBy([machine])], signal);
      const held = await this.machinesOf(ids, signal);
      const left = [...held].filter(([, machines]) => machines.includes(machine));
      if (left.length === 0) return;
      ids = left.map(([id]) => id);
      const shared = left.filter(([, machines]) => machines.length > 1);
      await this.rename(shared, (machines) => machines.filter((each) => each !== machine), signal);
    }
    throw changedMeanwhile(this.name);
  }

  /** Takes away what only a machine holds, wherever it is. */
  async removeOnlyOf(machine: string, signal?: AbortSignal): Promise<void> {
    await this.remove(heldBy([machine]), signal);
  }

  private async remove(must: Schemas['Condition'][], signal?: AbortSignal): Promise<void> {
    await this.change((client, how) => client.delete(this.name, { ...how, filter: { must } }), signal);
  }

  /** Stores points where there are none, or that nobody else holds. */
  private async insert(
    points: readonly Schemas['PointStruct'][],
    machine: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const update = { points: [...points], update_filter: { must: heldBy([machine]) } };
    await this.change((client, how) => client.upsert(this.name, { ...how, ...update }), signal);
  }

  /** Sets the names of points that still have the names they were read with. */
  private async rename(
    points: readonly (readonly [id: string, machines: readonly string[]])[],
    change: (machines: readonly string[]) => readonly string[],
    signal?: AbortSignal,
  ): Promise<void> {
    const byMachines = Map.groupBy(points, ([, machines]) => JSON.stringify(machines));
    for (const group of byMachines.values()) {
      const before = group[0]?.[1] ?? [];
      const machines = [...new Set(change(before))].sort();
      const must: Schemas['Condition'][] = [{ has_id: group.map(([id]) => id) }, ...heldBy(before)];
      await this.change(
        (client, how) => client.setPayload(this.name, { ...how, payload: { machines }, filter: { must } }),
        signal,
      );
    }
  }

  /**
   * Has one copy of each shard decide in which order all of them do changes. While that one is dying the cluster refuses
   * them; without an order it does them with the copies that answer, and gives up those that don't: these get all of it
   * again when they are back.
   */
  private async change(
    work: (client: QdrantClient, how: ChangeOptions) => Promise<unknown>,
    signal?: AbortSignal,
  ): Promise<void> {
    try {
      await this.connection.ask((client) => work(client, { wait: true, ordering: 'medium' }), signal);
    } catch (error) {
      if (!isNodeGone(error) || error.code === 'qdrant-timeout') throw error;
      await this.connection.ask((client) => work(client, { wait: true, ordering: 'weak' }), signal);
    }
  }

  /** The machines that hold each of `ids` that there is. */
  private async machinesOf(ids: readonly string[], signal?: AbortSignal): Promise<Map<string, string[]>> {
    const records = await this.connection.ask(
      (client) =>
        client.retrieve(this.name, { ids: [...ids], with_payload: ['machines'], with_vector: false }),
      signal,
    );
    return new Map(
      records.map(({ id, payload }) => {
        const parsed = machinesSchema.safeParse(payload);
        return [String(id), parsed.success ? parsed.data.machines : []];
      }),
    );
  }
}

/** Held by these and by nobody else. */
function heldBy(machines: readonly string[]): Schemas['Condition'][] {
  const { length: count } = machines;
  const named = machines.map((machine) => ({ key: 'machines', match: { value: machine } }));
  return [...named, { key: 'machines', values_count: { gte: count, lte: count } }];
}

function changedMeanwhile(collection: string): RecollectError {
  return new RecollectError(
    'qdrant-failed',
    `Other machines changed the same points of the collection ${collection} all the time. It is tried again later.`,
  );
}
