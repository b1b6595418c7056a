/**
 * Finds conversations like one: by the vectors that are stored, so that nothing is embedded for it.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { LibraryReader } from '../library/library.ts';
import { describeHits, type SearchHit } from './describe-hits.ts';
import { rankConversations } from './fusion.ts';
import { queryKind, rankingWeights } from './ranking-weights.ts';

/** Chunks of other conversations that take part. */
const CANDIDATES = 500;

/**
 * The conversations nearest in meaning to the one with this id, best first; none before it is embedded.
 *
 * @throws RecollectError `usage` where the library has no such conversation.
 */
export async function similarConversations(
  library: LibraryReader,
  index: number,
  id: string,
  limit: number,
): Promise<SearchHit[]> {
  const found = await library.meaning.similarTo(index, id, CANDIDATES);
  if (!found) throw new RecollectError('usage', `There is no conversation ${id} in the library.`);
  const ranked = rankConversations(null, found, rankingWeights(queryKind('')).fusion).slice(0, limit);
  return describeHits(library, ranked, '', undefined, null);
}
