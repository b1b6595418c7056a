/**
 * Searches a collection with the server's own fusion of its two lists, to compare it with ours.
 */
import type { QdrantClient } from '@qdrant/js-client-rest';
import { z } from 'zod';
import type { Engine } from '../../electron/main/engine.ts';
import { sparseQuery } from '../../electron/main/library/sparse-words.ts';
import { MEANING, WORDS } from '../../electron/main/qdrant/point.ts';
import { searchedWords } from '../../electron/main/search/word-query.ts';

/** What the server can make of two lists: sums of scores by their distribution, or of reciprocal ranks. */
export const serverFusions = ['dbsf', 'rrf'] as const;
export type ServerFusion = (typeof serverFusions)[number];

/** Points of each list, as our own fusion gets. */
const CANDIDATES = 200;

const groupSchema = z.object({ id: z.string() });

/** The best conversations, each by its best point. */
export async function searchByServerFusion(
  engine: Pick<Engine, 'library' | 'provider'>,
  { client, collection }: { readonly client: QdrantClient; readonly collection: string },
  fusion: ServerFusion,
  question: string,
  limit: number,
): Promise<string[]> {
  const terms = await engine.library.read.termsOf(searchedWords(question));
  const words = sparseQuery(terms.flat().map((term) => ({ term, weight: 1 })));
  const vector = await engine.provider.embedQuery(question, new AbortController().signal);
  const { groups } = await client.queryGroups(collection, {
    prefetch: [
      { query: words, using: WORDS, limit: CANDIDATES },
      { query: [...vector], using: MEANING, limit: CANDIDATES },
    ],
    query: { fusion },
    group_by: 'conversation',
    group_size: 1,
    limit,
    with_payload: false,
  });
  return groups.map((group) => groupSchema.parse(group).id);
}
