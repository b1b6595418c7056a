/**
 * Recall from the library of a data folder that another Recollect may be writing, with a process of its own to embed
 * queries.
 */
import { CHUNKER_VERSION } from '../../electron/shared/chunking/limits.ts';
import { createLibraryRecall } from '../../electron/main/mcp/library-recall.ts';
import type { Recall } from '../../electron/main/mcp/recall.ts';
import { coverageOf } from '../../electron/main/search/coverage.ts';
import { search } from '../../electron/main/search/search.ts';
import { composeLibraryReader, composeProvider, type HostOptions } from '../compose.ts';

/** Recall and what ends it. */
export interface OpenRecall {
  readonly recall: Recall;
  close(): Promise<void>;
}

/** Opens the library. @throws RecollectError `library-missing` and as `composeLibraryReader`. */
export async function openRecall(options: HostOptions): Promise<OpenRecall> {
  const library = await composeLibraryReader(options.dataDirectory);
  const provider = await composeProvider({ ...options, settings: { ...options.settings, workers: 1 } });
  const { model, dimensions } = provider;
  const identity = { provider: provider.provider, model, dimensions, chunkerVersion: CHUNKER_VERSION };
  const indexProgress = async () => {
    const id = await library.read.findIndex(identity);
    return id === undefined ? { embedded: 0, pending: 0, quarantined: 0 } : library.read.indexProgress(id);
  };
  const recall = createLibraryRecall({
    library,
    indexProgress,
    search: async (request, signal) => {
      const id = await library.read.findIndex(identity);
      const coverage = coverageOf(await indexProgress());
      const index = id === undefined || coverage === 0 ? null : { id, provider, coverage };
      return search(library, index, request, signal);
    },
  });
  return {
    recall,
    close: async () => {
      await provider.stop(1_000);
      await library.close();
    },
  };
}
