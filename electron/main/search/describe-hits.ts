/**
 * Makes hits of ranked conversations: each with the message and the words that stand for it.
 */
import type { Role } from '../../shared/conversation.ts';
import type { Marks } from '../../shared/marks.ts';
import type { WordCandidates } from '../library/library.ts';
import type { ChunkPlace, HitMessage, WordMatches } from '../library/search-store.ts';
import type { RankedConversation, ScoreParts } from './fusion.ts';
import { snippetOf } from './snippet.ts';
import { shownWords } from './word-query.ts';

/** A conversation that was found, with the message that stands for it. Times are ISO 8601. */
export interface SearchHit {
  readonly conversationId: string;
  readonly title: string | null;
  readonly source: string;
  readonly project: string | null;
  readonly role: Role;
  readonly startedAt: string | null;
  readonly messageId: string;
  readonly time: string | null;
  readonly text: string;
  readonly snippet: string;
  readonly score: number;
  /** What the score is the sum of. */
  readonly scoreParts: ScoreParts;
  readonly path: string | null;
  readonly marks: Marks;
  /** The machines that hold the conversation; none where the library answered. */
  readonly machines: readonly string[];
}

/** The hits of `ranked`, in its order; `words` are what was found by word, if that was asked for. */
export async function describeHits(
  library: { readonly search: Pick<WordCandidates, 'places' | 'hitMessages'> },
  ranked: readonly RankedConversation[],
  query: string,
  role: Role | undefined,
  words: WordMatches | null,
  signal?: AbortSignal,
): Promise<SearchHit[]> {
  const places = await library.search.places(ranked, signal);
  const messages = await library.search.hitMessages(
    places.flatMap((place) => place.spans.map((span) => span.messageId)),
    signal,
  );
  const byId = new Map(messages.map((message) => [message.id, message]));
  const told = shownWords(query);
  const rarity = new Map(words?.rarity.map((each) => [each.word, each.rarity]));
  return ranked.flatMap((conversation) => {
    const place = places.find(({ conversationId }) => conversationId === conversation.conversationId);
    const message = place && tellingMessage(place, byId, told, rarity, role);
    return message ? [hit(place, message, conversation, told)] : [];
  });
}

/** Of the messages in a chunk, the one with the rarest words; the filter's role goes first. */
function tellingMessage(
  place: ChunkPlace,
  messages: ReadonlyMap<number, HitMessage>,
  words: readonly string[],
  rarity: ReadonlyMap<string, number>,
  role: Role | undefined,
): HitMessage | undefined {
  let best: HitMessage | undefined;
  let most = -1;
  let start = 0;
  for (const span of place.spans) {
    const text = place.text.slice(start, span.end).toLowerCase();
    start = span.end;
    const message = messages.get(span.messageId);
    if (!message) continue;
    let weight = message.role === role ? 1e6 : 0;
    for (const word of words) if (text.includes(word)) weight += rarity.get(word) ?? 1;
    if (weight > most) [best, most] = [message, weight];
  }
  return best;
}

function hit(
  place: ChunkPlace,
  message: HitMessage,
  { score, parts }: RankedConversation,
  words: readonly string[],
): SearchHit {
  return {
    conversationId: `${place.format}:${place.key}`,
    title: place.title,
    source: place.format,
    project: place.project,
    role: message.role,
    startedAt: isoTime(place.startedAt),
    messageId: message.key,
    time: isoTime(message.time),
    text: place.text,
    snippet: snippetOf(place.text, words),
    score: rounded(score),
    scoreParts: {
      conversation: rounded(parts.conversation),
      passage: rounded(parts.passage),
      meaning: rounded(parts.meaning),
    },
    path: message.path,
    marks: place.marks,
    machines: place.machines ?? [],
  };
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}

function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
