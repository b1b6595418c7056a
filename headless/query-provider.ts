/**
 * Who embeds queries for a program that only reads the library. Where nobody can (the model is missing, the chosen
 * provider is not set up), words still find everything.
 */
import type { EmbeddingProvider } from '../electron/main/embedding/provider.ts';
import { identityOf } from '../electron/main/indexes.ts';
import type { LibraryReader } from '../electron/main/library/library.ts';
import { nothingLeftOut, type IndexProgress } from '../electron/main/library/vector-store.ts';
import { coverageOf } from '../electron/main/search/coverage.ts';
import type { SearchedIndex } from '../electron/main/search/search.ts';
import { leftOutOf, type RunSettings } from '../electron/main/settings/settings.ts';
import { RecollectError } from '../electron/shared/errors.ts';
import { composeLocalProvider, composeQueryProvider, type HostOptions } from './compose.ts';

/**
 * The provider, with one process, or why there is none. As in the app, the local one stands in while more of the library
 * can be found in its index than in that of the chosen one.
 *
 * @throws only what is a mistake of this program.
 */
export async function openQueryProvider(
  options: HostOptions,
  library: LibraryReader,
): Promise<EmbeddingProvider | RecollectError> {
  try {
    const chosen = await composeQueryProvider(options, library);
    if (chosen.provider === 'local') return chosen;
    const progress = await progressBy(chosen, library, options.settings);
    if (progress?.pending === 0) return chosen;
    const local = await composeLocalProvider({ ...options, settings: { ...options.settings, workers: 1 } });
    const here = await progressBy(local, library, options.settings);
    const covered = progress ? coverageOf(progress) : 0;
    return here && coverageOf(here) > covered ? local : chosen;
  } catch (error) {
    if (error instanceof RecollectError) return error;
    throw error;
  }
}

/** How far the index of a provider is; null where there is none. */
async function progressBy(
  provider: EmbeddingProvider,
  library: LibraryReader,
  settings: RunSettings,
): Promise<IndexProgress | null> {
  const id = await library.read.findIndex(identityOf(provider));
  if (id === undefined) return null;
  const leftOut = provider.provider === 'local' ? nothingLeftOut : leftOutOf(settings);
  return library.read.indexProgress(id, leftOut);
}

/** An index that a search is told of why it can't be searched: it is answered by words, and says so. */
export function indexWithoutProvider(why: RecollectError): SearchedIndex {
  return { id: NO_INDEX, provider: { embedQuery: () => Promise.reject(why) }, coverage: 0 };
}

/** The id of no index: none is asked for by it, since no query is embedded. */
const NO_INDEX = 0;
