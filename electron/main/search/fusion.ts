/**
 * Makes one ranking of conversations out of what was found by word and by vector. Pure.
 *
 * [Note: why z-scores] Sums of normalised scores find more at rank 1 than reciprocal ranks: they keep how much
 * better the best one is. Three lists take part: the conversation's words taken together, its best chunk by word,
 * its best chunk by meaning.
 */

/** A chunk that was found: a score is absent where the list doesn't have it. */
export interface FoundChunk {
  readonly conversationId: number;
  readonly textId: number;
  /** False for tool calls and results. */
  readonly spoken: boolean;
  readonly words?: number;
  readonly meaning?: number;
}

/** A conversation with the chunk that stands for it. */
export interface RankedConversation {
  readonly conversationId: number;
  readonly textId: number;
  readonly score: number;
}

/** What a tool call or result counts, compared with what was said. */
const TOOL_WEIGHT = 0.5;

/** What the second, third, ... best chunk by word adds to its conversation. */
const NEXT_CHUNK = 0.5;

interface Group {
  readonly id: number;
  readonly chunks: FoundChunk[];
  words: number | undefined;
  bestWords: number | undefined;
  bestMeaning: number | undefined;
}

/** Ranks the conversations of `chunks`, best first. */
export function rankConversations(chunks: readonly FoundChunk[]): RankedConversation[] {
  const groups = groupChunks(chunks);
  const together = zScores(groups.map((group) => group.words));
  const best = zScores(groups.map((group) => group.bestWords));
  const meaning = zScores(groups.map((group) => group.bestMeaning));
  return groups
    .map((group, index) => ({
      conversationId: group.id,
      textId: bestChunk(group),
      score: (together[index] ?? 0) + (best[index] ?? 0) + (meaning[index] ?? 0),
    }))
    .sort((a, b) => b.score - a.score || a.conversationId - b.conversationId);
}

function groupChunks(chunks: readonly FoundChunk[]): Group[] {
  const groups = new Map<number, Group>();
  for (const chunk of chunks) {
    const group = groups.get(chunk.conversationId) ?? {
      id: chunk.conversationId,
      chunks: [],
      words: undefined,
      bestWords: undefined,
      bestMeaning: undefined,
    };
    group.chunks.push(chunk);
    groups.set(group.id, group);
  }
  for (const group of groups.values()) {
    const words = group.chunks.flatMap((chunk) =>
      chunk.words === undefined ? [] : [weighted(chunk, chunk.words)],
    );
    words.sort((a, b) => b - a);
    group.bestWords = words[0];
    group.words =
      words.length === 0
        ? undefined
        : words.reduce((sum, score, rank) => sum + score * NEXT_CHUNK ** rank, 0);
    const meanings = group.chunks.flatMap((chunk) => (chunk.meaning === undefined ? [] : [chunk.meaning]));
    group.bestMeaning = meanings.length === 0 ? undefined : Math.max(...meanings);
  }
  return [...groups.values()];
}

function weighted(chunk: FoundChunk, score: number): number {
  return chunk.spoken ? score : score * TOOL_WEIGHT;
}

/** Deviations from the mean in units of the standard deviation; what a list doesn't have stands below its last. */
function zScores(values: readonly (number | undefined)[]): number[] {
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0) return values.map(() => 0);
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length;
  const deviation = Math.sqrt(variance) || 1;
  const lowest = (Math.min(...present) - mean) / deviation;
  return values.map((value) => (value === undefined ? lowest - 0.5 : (value - mean) / deviation));
}

/** The chunk to show: the one that the lists together hold for the best. */
function bestChunk(group: Group): number {
  const words = zScores(
    group.chunks.map((chunk) => (chunk.words === undefined ? undefined : weighted(chunk, chunk.words))),
  );
  const meaning = zScores(group.chunks.map((chunk) => chunk.meaning));
  let best = 0;
  for (const index of group.chunks.keys()) {
    const score = (words[index] ?? 0) + (meaning[index] ?? 0);
    if (score > (words[best] ?? 0) + (meaning[best] ?? 0)) best = index;
  }
  return group.chunks[best]?.textId ?? 0;
}
