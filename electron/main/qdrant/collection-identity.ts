/**
 * Which index a collection is. Each has a collection of its own, whose metadata say which, so that vectors of different
 * models never meet.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RecollectError } from '../../shared/errors.ts';
import type { IndexIdentity } from '../library/vector-store.ts';

/** Rises when points are made otherwise: their ids, their terms, their payload. */
const POINT_VERSION = 1;

const metadataSchema = z.object({
  application: z.literal('recollect'),
  provider: z.string(),
  model: z.string(),
  dimensions: z.int(),
  chunkerVersion: z.int(),
  pointVersion: z.int(),
  /** A random name that the collection was given when it was made. */
  born: z.string(),
});
type Metadata = z.infer<typeof metadataSchema>;

/** The collection of an index: its model can be told from the name, and a digest tells it from every other. */
export function collectionName(identity: IndexIdentity): string {
  const { provider, model, dimensions, chunkerVersion } = identity;
  const digest = createHash('sha256')
    .update(JSON.stringify([provider, model, dimensions, chunkerVersion, POINT_VERSION]))
    .digest('hex')
    .slice(0, 8);
  const slug = (model.split('/').at(-1) ?? model).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `recollect-${slug.slice(0, 60)}-${dimensions}-${digest}`;
}

/** What a new collection is to say of itself. */
export function metadataOf(identity: IndexIdentity, born: string): Metadata {
  const { provider, model, dimensions, chunkerVersion } = identity;
  return {
    application: 'recollect',
    provider,
    model,
    dimensions,
    chunkerVersion,
    pointVersion: POINT_VERSION,
    born,
  };
}

/**
 * The name that a collection was given when it was made.
 *
 * @throws RecollectError `qdrant-other-index` where it is another index's, or nothing of ours.
 */
export function bornOf(metadata: unknown, identity: IndexIdentity, collection: string): string {
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) {
    throw new RecollectError(
      'qdrant-other-index',
      `The collection ${collection} was not made by Recollect, so it is left alone. Rename it, or use another server.`,
    );
  }
  const { born } = parsed.data;
  const differing = Object.entries(metadataOf(identity, born)).find(
    ([name, value]) => parsed.data[name as keyof Metadata] !== value,
  );
  if (!differing) return born;
  throw new RecollectError(
    'qdrant-other-index',
    `The collection ${collection} is of another index (its ${differing[0]} is not ${String(differing[1])}), and vectors of two indexes can't be mixed. Use another server, or remove the collection.`,
  );
}
