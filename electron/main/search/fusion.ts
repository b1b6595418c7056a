/**
 * Makes one ranking of conversations out of what was found by word and by meaning. Pure.
 *
 * [Note: why z-scores] Sums of normalised scores find more at rank 1 than reciprocal ranks: they keep how much
 * better the best one is. Three lists take part: the conversation's words taken together, its best chunk by word,
 * its two best chunks by meaning. What each step gains is in docs/decisions/ranking.md.
 */
import type { FoundText } from '../library/found-texts.ts';
import type { WordMatches } from '../library/search-store.ts';

/** What each list counts, and how the meaning of a conversation is made of that of its chunks. */
export interface FusionWeights {
  readonly conversation: number;
  readonly passage: number;
  readonly meaning: number;
  /** The power that cosines are raised to: with more than 1 the nearest stand out more. */
  readonly sharpness: number;
  /** What a conversation's second nearest chunk counts, compared with its nearest. */
  readonly second: number;
}

/** What a conversation got from each list, in standard deviations above the mean of those found, times its weight. */
export interface ScoreParts {
  /** All words of the conversation taken together. */
  readonly conversation: number;
  /** Its best chunk by word. */
  readonly passage: number;
  /** Its two best chunks by meaning. */
  readonly meaning: number;
}

/** A conversation with the chunk that stands for it. */
export interface RankedConversation {
  readonly conversationId: number;
  readonly textId: number;
  /** The sum of its parts. */
  readonly score: number;
  readonly parts: ScoreParts;
}

interface Chunk {
  words: number | undefined;
  meaning: number | undefined;
}

interface Group {
  readonly id: number;
  readonly chunks: Map<number, Chunk>;
  together: number | undefined;
}

/** Ranks what was found, best first. A list that was not asked for is null: it takes no part. */
export function rankConversations(
  words: WordMatches | null,
  meanings: readonly FoundText[] | null,
  weights: FusionWeights,
): RankedConversation[] {
  const groups = groupChunks(words, meanings);
  const shown = shownTexts(groups, weights);
  const together = zScores(
    groups.map((group) => group.together),
    absentWords,
  );
  const passages = zScores(
    groups.map((group) => valuesOf(group, 'words')[0]),
    absentWords,
  );
  const meaning = zScores(
    groups.map((group) => meaningOf(group, weights)),
    absentMeaning,
  );
  return groups
    .map((group, at) => {
      const parts = {
        conversation: (together[at] ?? 0) * weights.conversation,
        passage: (passages[at] ?? 0) * weights.passage,
        meaning: (meaning[at] ?? 0) * weights.meaning,
      };
      return {
        conversationId: group.id,
        textId: shown[at] ?? 0,
        score: parts.conversation + parts.passage + parts.meaning,
        parts,
      };
    })
    .sort((a, b) => b.score - a.score || a.conversationId - b.conversationId);
}

function groupChunks(words: WordMatches | null, meanings: readonly FoundText[] | null): Group[] {
  const groups = new Map<number, Group>();
  const chunkOf = ({ conversationId, textId }: FoundText): Chunk => {
    const group = groups.get(conversationId) ?? {
      id: conversationId,
      chunks: new Map<number, Chunk>(),
      together: undefined,
    };
    groups.set(conversationId, group);
    const chunk: Chunk = group.chunks.get(textId) ?? { words: undefined, meaning: undefined };
    group.chunks.set(textId, chunk);
    return chunk;
  };
  for (const found of words?.texts ?? []) chunkOf(found).words = found.score;
  for (const found of meanings ?? []) chunkOf(found).meaning = found.score;
  for (const { conversationId, score } of words?.conversations ?? []) {
    const group = groups.get(conversationId);
    if (group) group.together = score;
  }
  return [...groups.values()];
}

/** What the chunks of a conversation got from a list, the best first. */
function valuesOf(group: Group, list: keyof Chunk): number[] {
  return [...group.chunks.values()].flatMap((chunk) => chunk[list] ?? []).sort((a, b) => b - a);
}

function meaningOf(group: Group, { sharpness, second }: FusionWeights): number | undefined {
  const [nearest, next = 0] = valuesOf(group, 'meaning');
  if (nearest === undefined) return undefined;
  return Math.max(0, nearest) ** sharpness + second * Math.max(0, next) ** sharpness;
}

/** What has none of the words has a BM25 of 0. */
const absentWords = (): number => 0;

/** What is not among the nearest is at most as near as the last of them. */
const absentMeaning = (present: readonly number[]): number => Math.min(...present);

/** Deviations from the mean in units of the standard deviation, where `absent` gives the value of what has none. */
function zScores(
  values: readonly (number | undefined)[],
  absent: (present: readonly number[]) => number,
): number[] {
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0) return values.map(() => 0);
  const instead = absent(present);
  const all = values.map((value) => value ?? instead);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
  const deviation = Math.sqrt(variance) || 1;
  return all.map((value) => (value - mean) / deviation);
}

/**
 * The text to show of each group: the one that the lists together hold for the best, measured against the chunks of all
 * groups. Among the few of one conversation a small lead would look like a large one.
 */
function shownTexts(groups: readonly Group[], weights: FusionWeights): number[] {
  const chunks = groups.flatMap((group) => [...group.chunks.values()]);
  const words = zScores(
    chunks.map((chunk) => chunk.words),
    absentWords,
  );
  const meaning = zScores(
    chunks.map((chunk) => chunk.meaning),
    absentMeaning,
  );
  let next = 0;
  return groups.map((group) => {
    let shown = 0;
    let most = -Infinity;
    for (const textId of group.chunks.keys()) {
      const score = (words[next] ?? 0) * weights.passage + (meaning[next] ?? 0) * weights.meaning;
      next += 1;
      if (score > most) [shown, most] = [textId, score];
    }
    return shown;
  });
}
