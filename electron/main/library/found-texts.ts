/**
 * From texts to chunks: a text that was found stands in one conversation or in several.
 */
import type { ChunkTable } from './chunk-table.ts';
import type { FilterQueries } from './search-filter.ts';
import type { ScoredText } from './word-search.ts';

/** A chunk that was found: a text in one of its conversations. */
export interface FoundText {
  readonly textId: number;
  readonly conversationId: number;
  /** Higher is better. */
  readonly score: number;
  /** A tool's call or result. */
  readonly tool: boolean;
}

/** How many more candidates are tried, each time, while too few of them pass the filter. */
export const WIDER = 8;

/** The chunks of `texts` that pass the filter, in the same order. */
export function placeTexts(
  texts: readonly ScoredText[],
  table: ChunkTable,
  filtered: FilterQueries,
): FoundText[] {
  const chunks = filtered.looksAtChunks ? filtered.chunks(texts.map(({ textId }) => textId)) : null;
  return texts.flatMap(({ textId, score }) => {
    const conversations =
      chunks?.get(textId) ??
      (chunks ? [] : table.conversationsOf(textId).filter((each) => filtered.passes(each)));
    return conversations.map((conversationId) => ({
      textId,
      conversationId,
      score,
      tool: table.isTool(textId),
    }));
  });
}
