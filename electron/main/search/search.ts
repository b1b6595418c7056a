/**
 * Search by word, by meaning, or both: candidates from the library, fused, grouped by conversation.
 */
import type { Role } from '../../shared/conversation.ts';
import type { EmbeddingProvider } from '../embedding/provider.ts';
import type { LibraryReader } from '../library/library.ts';
import type { ChunkPlace, HitMessage, SearchFilter } from '../library/search-store.ts';
import { rankConversations, type FoundChunk, type RankedConversation } from './fusion.ts';
import { snippetOf } from './snippet.ts';
import { tellingWords, wordExpression } from './word-query.ts';

/** How to search. */
export const searchModes = ['hybrid', 'semantic', 'keyword'] as const;
export type SearchMode = (typeof searchModes)[number];

/** What to search for. */
export interface SearchRequest {
  readonly query: string;
  readonly mode: SearchMode;
  readonly limit: number;
  readonly filter: SearchFilter;
}

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
  readonly path: string | null;
}

/** The answer to a search. `coverage`: share of chunks that have a vector, 0 to 1. */
export interface SearchAnswer {
  readonly query: string;
  readonly mode: SearchMode;
  readonly coverage: number;
  readonly tookMs: number;
  readonly hits: readonly SearchHit[];
}

/** The index that is searched, and who embeds queries for it. */
export interface SearchedIndex {
  readonly id: number;
  readonly provider: EmbeddingProvider;
  /** Share of chunks that have a vector. */
  readonly coverage: number;
}

const WORD_CANDIDATES = 300;
const VECTOR_CANDIDATES = 100;

/** Searches a library. `index` is null where there are no vectors yet: words still find everything. */
export async function search(
  library: LibraryReader,
  index: SearchedIndex | null,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  const started = performance.now();
  const { filter, mode } = request;
  const expression = mode === 'semantic' ? null : wordExpression(request.query);
  const [words, meanings] = await Promise.all([
    expression === null ? [] : library.read.searchWords(expression, filter, WORD_CANDIDATES),
    mode === 'keyword' || !index || request.query.trim() === ''
      ? []
      : index.provider
          .embedQuery(request.query, signal)
          .then((vector) => library.read.searchVectors(index.id, vector, filter, VECTOR_CANDIDATES)),
  ]);
  const byWord = new Map(words.map(({ textId, score }) => [textId, score]));
  const byMeaning = new Map(meanings.map(({ textId, score }) => [textId, score]));
  const places = await library.read.places([...new Set([...byWord.keys(), ...byMeaning.keys()])], filter);
  const ranked = rankConversations(places.map((place) => foundChunk(place, byWord, byMeaning))).slice(
    0,
    request.limit,
  );
  const hits = await describe(library, ranked, places, request);
  const tookMs = Math.round((performance.now() - started) * 10) / 10;
  return { query: request.query, mode, coverage: index?.coverage ?? 0, tookMs, hits };
}

function foundChunk(
  place: ChunkPlace,
  byWord: ReadonlyMap<number, number>,
  byMeaning: ReadonlyMap<number, number>,
): FoundChunk {
  const words = byWord.get(place.textId);
  const meaning = byMeaning.get(place.textId);
  return {
    conversationId: place.conversationId,
    textId: place.textId,
    spoken: place.spoken,
    ...(words === undefined ? {} : { words }),
    ...(meaning === undefined ? {} : { meaning }),
  };
}

async function describe(
  library: LibraryReader,
  ranked: readonly RankedConversation[],
  places: readonly ChunkPlace[],
  request: SearchRequest,
): Promise<SearchHit[]> {
  const words = tellingWords(request.query);
  const shown = ranked.flatMap((conversation) => {
    const place = places.find(
      ({ conversationId, textId }) =>
        conversationId === conversation.conversationId && textId === conversation.textId,
    );
    return place ? [{ place, score: conversation.score }] : [];
  });
  const messages = await library.read.hitMessages(
    shown.flatMap(({ place }) => place.spans.map((span) => span.messageId)),
  );
  const byId = new Map(messages.map((message) => [message.id, message]));
  return shown.flatMap(({ place, score }) => {
    const message = tellingMessage(place, byId, words, request.filter.role);
    return message ? [hit(place, message, score, words)] : [];
  });
}

/** Of the messages in a chunk, the one with most of the words; the filter's role goes first. */
function tellingMessage(
  place: ChunkPlace,
  messages: ReadonlyMap<number, HitMessage>,
  words: readonly string[],
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
    const count =
      words.filter((word) => text.includes(word)).length + (message.role === role ? words.length + 1 : 0);
    if (count > most) [best, most] = [message, count];
  }
  return best;
}

function hit(place: ChunkPlace, message: HitMessage, score: number, words: readonly string[]): SearchHit {
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
    score: Math.round(score * 1000) / 1000,
    path: message.path,
  };
}

function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
