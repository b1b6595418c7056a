/**
 * One question to two indexes by meaning, so that a user sees what each finds.
 */
import { RecollectError } from '../../shared/errors.ts';
import type { LibraryReader } from '../library/library.ts';
import { search, type SearchAnswer, type SearchedIndex, type SearchRequest } from './search.ts';

/** What is asked of both. */
export type CompareRequest = Pick<SearchRequest, 'query' | 'limit' | 'filter'>;

/** The answers of both. */
export interface Comparison {
  readonly local: SearchAnswer;
  readonly voyage: SearchAnswer;
}

/** Asks both. @throws RecollectError `usage` where one of them is not there; what a provider threw. */
export async function compareIndexes(
  library: LibraryReader,
  indexes: { readonly local: SearchedIndex | null; readonly voyage: SearchedIndex | null },
  request: CompareRequest,
  signal: AbortSignal,
): Promise<Comparison> {
  const { local, voyage } = indexes;
  if (!local || !voyage) throw new RecollectError('usage', 'There are no two indexes to compare yet.');
  const ask = (index: SearchedIndex): Promise<SearchAnswer> =>
    search(library, index, { ...request, mode: 'semantic', literal: true }, signal);
  const [ours, theirs] = await Promise.all([ask(local), ask(voyage)]);
  return { local: ours, voyage: theirs };
}
