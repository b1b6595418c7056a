/**
 * Compares what a library has sent with what the server has of this machine, again and again.
 *
 * [Note: what a server loses] A server can lose what it had acknowledged, and bring back what it had removed: a node that
 * comes back takes part before it knows what was written meanwhile, a disk is put back from a backup. No request fails
 * then. So the numbers are compared, and where they differ the ids are. Numbers say little where as much came back as was
 * lost: a text that grows is one point for another. So ids are also compared once after a node has failed.
 */
import type { Library } from '../library/library.ts';
import type { Collection } from './collection.ts';

/** Points whose conversations are asked for at once. */
const PAGE = 1_000;

/** While the numbers agree, ids are not compared sooner than so many times as long as it took the last time. */
const REST_SHARE = 20;

/** Who is compared with whom. */
export interface ComparisonParts {
  readonly library: Pick<Library, 'read' | 'write'>;
  readonly collection: Collection;
  /** The collection's id in the library. */
  readonly remote: number;
  readonly machine: string;
}

/** Comparisons with one collection. */
export class ServerComparison {
  private readonly parts: ComparisonParts;
  /** Points under this machine's name that a library before this one had sent: they stay, and are compared once. */
  private strangers = 0;
  /** Failures of nodes, as counted by the connection, after which ids were compared. */
  private failures: number;
  private restsUntil = -Infinity;

  constructor(parts: ComparisonParts) {
    this.parts = parts;
    this.failures = parts.collection.connection.nodeFailures;
  }

  /**
   * Compares where there is reason to: what is missing there waits to be sent again then, and what is too much waits to be
   * removed. Says whether it did.
   */
  async run(signal: AbortSignal): Promise<boolean> {
    const { library, collection, remote, machine } = this.parts;
    const { nodeFailures } = collection.connection;
    const there = await collection.count(machine, signal);
    const agree = there - (await library.read.sentCount(remote)) === this.strangers;
    const began = performance.now();
    if (agree && (nodeFailures === this.failures || began < this.restsUntil)) return false;
    const seen = await this.compareIds(signal);
    const ended = performance.now();
    this.restsUntil = ended + REST_SHARE * (ended - began);
    this.failures = nodeFailures;
    this.strangers = seen - (await library.read.sentCount(remote));
    return true;
  }

  /** Gives the number of ids that the server has. */
  private async compareIds(signal: AbortSignal): Promise<number> {
    const { library, collection, remote, machine } = this.parts;
    const { write } = library;
    let seen = 0;
    await write.beginComparison();
    for await (const ids of collection.idsOf(machine, signal)) {
      await write.seenPoints(ids);
      seen += ids.length;
    }
    await write.endComparison(remote);
    let after: Uint8Array | null = null;
    do {
      const unknown: Uint8Array[] = await write.unknownPoints(remote, after, PAGE);
      after = unknown.at(-1) ?? null;
      if (unknown.length > 0)
        await write.noteUnknown(remote, await collection.conversationsOf(unknown, signal));
    } while (after !== null);
    return seen;
  }
}
