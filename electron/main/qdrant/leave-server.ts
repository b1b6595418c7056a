/**
 * What is done on a server before it is left: the library takes the vectors that it lacks, and this machine's points
 * may go. Nothing is embedded again.
 */
import type { Library } from '../library/library.ts';
import { adoptVectors } from './adopt-vectors.ts';
import type { RemoteIndex } from './open-remote.ts';

/** Who leaves what. */
export interface Leaving {
  readonly library: Library;
  readonly remote: RemoteIndex;
  readonly index: number;
}

/** What is to be done. */
export interface LeaveWishes {
  /** Take vectors that the library lacks. */
  readonly fetch: boolean;
  /** Remove what only this machine holds there. Other machines find it no longer. */
  readonly removePoints: boolean;
}

/** How far it is, in vectors. */
export interface LeaveProgress {
  readonly copied: number;
  readonly missing: number;
}

/** Leaves a server, which nobody must fill meanwhile. @throws RecollectError `qdrant-...`, `cancelled`. */
export async function leaveServer(
  { library, remote: { collection, options }, index }: Leaving,
  { fetch, removePoints }: LeaveWishes,
  signal: AbortSignal,
  progress: (progress: LeaveProgress) => void,
): Promise<void> {
  if (!fetch && !removePoints) return;
  const { pending: missing } = await library.read.indexProgress(index);
  progress({ copied: 0, missing: fetch ? missing : 0 });
  if ((await collection.find(signal)) === null) return;
  if (fetch && missing > 0) {
    await adoptVectors({ library, collection, index }, signal, (copied) => progress({ copied, missing }));
  }
  if (removePoints) await collection.removeMachine(options.machine, signal);
}
