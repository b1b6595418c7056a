/**
 * Compares what a library has sent with what the server has of this machine, where their numbers differ.
 */
import type { Library } from '../library/library.ts';
import type { Collection } from './collection.ts';

/** Points whose conversations are asked for at once. */
const PAGE = 1_000;

/** Who is compared with whom. */
export interface Comparison {
  readonly library: Pick<Library, 'read' | 'write'>;
  readonly collection: Collection;
  /** The collection's id in the library. */
  readonly remote: number;
  readonly machine: string;
}

/** What is missing there waits to be sent again; what is too much waits to be removed. */
export async function compareWithServer(
  { library, collection, remote, machine }: Comparison,
  signal: AbortSignal,
): Promise<void> {
  const { write } = library;
  await write.beginComparison();
  for await (const ids of collection.idsOf(machine, signal)) await write.seenPoints(ids);
  await write.endComparison(remote);
  let after: Uint8Array | null = null;
  do {
    const unknown: Uint8Array[] = await write.unknownPoints(remote, after, PAGE);
    after = unknown.at(-1) ?? null;
    if (unknown.length > 0)
      await write.noteUnknown(remote, await collection.conversationsOf(unknown, signal));
  } while (after !== null);
}
