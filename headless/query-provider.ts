/**
 * Who embeds queries for a program that only reads the library. Where nobody can (the model is missing, the chosen
 * provider is not set up), words still find everything.
 */
import type { EmbeddingProvider } from '../electron/main/embedding/provider.ts';
import type { LibraryReader } from '../electron/main/library/library.ts';
import type { SearchedIndex } from '../electron/main/search/search.ts';
import { RecollectError } from '../electron/shared/errors.ts';
import { composeQueryProvider, type HostOptions } from './compose.ts';

/** The provider, with one process, or why there is none. @throws only what is a mistake of this program. */
export async function openQueryProvider(
  options: HostOptions,
  library: LibraryReader,
): Promise<EmbeddingProvider | RecollectError> {
  try {
    return await composeQueryProvider(options, library);
  } catch (error) {
    if (error instanceof RecollectError) return error;
    throw error;
  }
}

/** An index that a search is told of why it can't be searched: it is answered by words, and says so. */
export function indexWithoutProvider(why: RecollectError): SearchedIndex {
  return { id: NO_INDEX, provider: { embedQuery: () => Promise.reject(why) }, coverage: 0 };
}

/** The id of no index: none is asked for by it, since no query is embedded. */
const NO_INDEX = 0;
