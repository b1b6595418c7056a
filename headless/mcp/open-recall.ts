/**
 * Recall from the library of a data folder that another Recollect may be writing, with a process of its own to embed
 * queries.
 */
import { CHUNKER_VERSION } from '../../electron/shared/chunking/limits.ts';
import type { EmbeddingProvider } from '../../electron/main/embedding/provider.ts';
import type { LeftOut } from '../../electron/main/library/left-out.ts';
import type { LibraryReader } from '../../electron/main/library/library.ts';
import { emptyProgress, type IndexProgress } from '../../electron/main/library/vector-store.ts';
import { createLibraryRecall } from '../../electron/main/mcp/library-recall.ts';
import { ConversationReader } from '../../electron/main/qdrant/conversation-reader.ts';
import type { RemoteConversations } from '../../electron/main/qdrant/remote-conversations.ts';
import type { Recall } from '../../electron/main/mcp/recall.ts';
import { coverageOf } from '../../electron/main/search/coverage.ts';
import { search, type SearchAnswer, type SearchRequest } from '../../electron/main/search/search.ts';
import { leftOutOf } from '../../electron/main/settings/settings.ts';
import {
  composeLibraryReader,
  composeRemoteConversations,
  composeSearch,
  type HostOptions,
  type SearchLibrary,
} from '../compose.ts';
import { indexWithoutProvider, openQueryProvider } from '../query-provider.ts';

/** Recall and what ends it. */
export interface OpenRecall {
  readonly recall: Recall;
  close(): Promise<void>;
}

/**
 * Opens the library. Where nobody can embed, words are searched and the answer says so; the next question tries again.
 *
 * @throws RecollectError `library-missing` and as `composeLibraryReader`.
 */
export async function openRecall(options: HostOptions): Promise<OpenRecall> {
  const library = await composeLibraryReader(options.dataDirectory);
  const leftOut = leftOutOf(options.settings);
  let opened: EmbeddingProvider | undefined;
  let searchIndex: SearchLibrary | undefined;
  let remote: Promise<RemoteConversations | null> | undefined;
  const searchLibrary = async (request: SearchRequest, signal: AbortSignal): Promise<SearchAnswer> => {
    const found = opened ?? (await openQueryProvider(options, library));
    if (found instanceof Error) return search(library, indexWithoutProvider(found), request, signal);
    opened = found;
    // One for all questions: it remembers that a server is away.
    searchIndex ??= composeSearch(library, options.settings, found);
    const id = await indexOf(library, found);
    const coverage = coverageOf(await progressOf({ library, leftOut }, id));
    return searchIndex(id === undefined || coverage === 0 ? null : id, coverage, request, signal);
  };
  const recall = createLibraryRecall({
    library,
    conversations: new ConversationReader(
      library.read,
      () => (remote ??= composeRemoteConversations(options)),
    ),
    indexProgress: async () => {
      const found = opened ?? (await openQueryProvider(options, library));
      if (found instanceof Error) return progressOf({ library, leftOut }, undefined);
      opened = found;
      return progressOf({ library, leftOut }, await indexOf(library, found));
    },
    search: searchLibrary,
  });
  return {
    recall,
    close: async () => {
      await opened?.stop(1_000);
      await library.close();
    },
  };
}

function indexOf(
  library: LibraryReader,
  { provider, model, dimensions }: EmbeddingProvider,
): Promise<number | undefined> {
  return library.read.findIndex({ provider, model, dimensions, chunkerVersion: CHUNKER_VERSION });
}

/** How far an index is; of none, nothing is embedded and everything waits. */
async function progressOf(
  { library, leftOut }: { readonly library: LibraryReader; readonly leftOut: LeftOut },
  id: number | undefined,
): Promise<IndexProgress> {
  if (id !== undefined) return library.read.indexProgress(id, leftOut);
  return emptyProgress((await library.read.counts()).chunks);
}
