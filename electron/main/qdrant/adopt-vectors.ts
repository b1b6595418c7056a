/**
 * Takes the vectors of chunks that have none from a server that has them: nothing is embedded a second time.
 */
import { formatPointId } from '../library/point-id.ts';
import type { Library } from '../library/library.ts';
import type { BacklogCursor } from '../library/vector-store.ts';
import type { Collection } from './collection.ts';

/** Vectors that are asked for at once: about 2 MB on the way. */
const PAGE = 500;

/** From where to where. */
export interface Adoption {
  readonly library: Pick<Library, 'read' | 'write'>;
  readonly collection: Collection;
  readonly index: number;
}

/** Copies vectors and says how many. */
export async function adoptVectors(
  { library, collection, index }: Adoption,
  signal: AbortSignal,
  progress: (copied: number) => void = () => undefined,
): Promise<number> {
  let copied = 0;
  let after: BacklogCursor | null = null;
  do {
    const { chunks, next }: Awaited<ReturnType<Library['read']['unembedded']>> =
      await library.read.unembedded(index, after, PAGE);
    after = next;
    if (chunks.length === 0) continue;
    const vectors = await collection.vectorsOf(
      chunks.map(({ point }) => point),
      signal,
    );
    const results = chunks.flatMap(({ textId: id, point }) => {
      const vector = vectors.get(formatPointId(point));
      return vector ? [{ id, vector }] : [];
    });
    await library.write.storeVectors(index, results);
    copied += results.length;
    progress(copied);
  } while (after !== null);
  return copied;
}
