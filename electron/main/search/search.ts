/**
 * Search by word, by meaning, or both: candidates from the library, fused, grouped by conversation.
 */
import type { Role } from '../../shared/conversation.ts';
import type { Marks } from '../../shared/marks.ts';
import { RecollectError, toFailure } from '../../shared/errors.ts';
import type { FoundText } from '../library/found-texts.ts';
import type { MeaningCandidates, WordCandidates } from '../library/library.ts';
import type { SearchFilter } from '../library/search-filter.ts';
import type { ChunkPlace, HitMessage, WordMatches } from '../library/search-store.ts';
import { rankConversations, type RankedConversation, type ScoreParts } from './fusion.ts';
import type { QueryEmbedder } from './query-embeddings.ts';
import { rankingWeights } from './ranking-weights.ts';
import { snippetOf } from './snippet.ts';
import { findPeriod, withoutPeriod, type Period } from './time-phrase.ts';
import { tellingWords } from './word-query.ts';

/** How to search. */
export const searchModes = ['hybrid', 'semantic', 'keyword'] as const;
export type SearchMode = (typeof searchModes)[number];

/** What to search for. */
export interface SearchRequest {
  readonly query: string;
  readonly mode: SearchMode;
  readonly limit: number;
  readonly filter: SearchFilter;
  /** Words such as "last week" are words like any others, and no filter. */
  readonly literal?: boolean;
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
  /** What the score is the sum of. */
  readonly scoreParts: ScoreParts;
  readonly path: string | null;
  readonly marks: Marks;
  /** The machines that hold the conversation; none where the library answered. */
  readonly machines: readonly string[];
}

/** The answer to a search. `coverage`: share of chunks that have a vector, 0 to 1. */
export interface SearchAnswer {
  readonly query: string;
  readonly mode: SearchMode;
  readonly coverage: number;
  readonly tookMs: number;
  /** Sentences for the user: what was done otherwise than asked, and why. */
  readonly notes: readonly string[];
  /** The words of the query that were read as a filter, and what they mean: ISO 8601, `before` not included. */
  readonly period: { readonly phrase: string; readonly after: string; readonly before: string } | null;
  readonly hits: readonly SearchHit[];
}

/** The index that is searched, and who embeds queries for it. */
export interface SearchedIndex {
  readonly id: number;
  readonly provider: QueryEmbedder;
  /** Share of chunks that have a vector. */
  readonly coverage: number;
}

/** What is searched: a library, or what stands for one. */
export interface Searched {
  readonly search: WordCandidates;
  readonly meaning: MeaningCandidates;
  /** A list that can't be had is an error, also where the other one alone would make an answer. */
  readonly strict?: boolean;
}

/** How a search is carried out. */
export interface SearchOptions {
  /** Hears the answer by word of a hybrid search, before the meaning is folded in. */
  readonly onPartial?: (answer: SearchAnswer) => void;
  /** What "yesterday" is reckoned from; by default now. */
  readonly now?: Date;
}

/** Candidates of each list. A small library's conversations are all among them: their order is then exact. */
const CANDIDATES = 1_000;

/** The best texts by word, which are compared by meaning too. */
const ALSO = 200;

/**
 * Searches a library. `index` is null where there are no vectors yet: words still find everything. A hybrid search
 * whose query can't be embedded is answered by words, and says so in `notes`. Where the query says when ("last week"),
 * only what was said then is searched, unless a filter for time is given or nothing is found.
 *
 * @throws RecollectError `cancelled` as soon as `signal` says so; for a semantic search what the provider threw.
 */
export async function search(
  library: Searched,
  index: SearchedIndex | null,
  request: SearchRequest,
  signal: AbortSignal,
  options: SearchOptions = {},
): Promise<SearchAnswer> {
  const started = performance.now();
  const period = periodOf(request, options.now ?? new Date());
  const whole = { library, index, request, signal, options, started };
  if (!period) return await searchOnce(whole, request.query, request.filter, null, []);
  const { after, before } = period;
  const told = withoutPeriod(request.query, period);
  const within = await searchOnce(whole, told, { ...request.filter, after, before }, period, []);
  if (within.hits.length > 0) return within;
  return await searchOnce(whole, request.query, request.filter, null, [
    `Nothing was found of ${daysOf(period)} (“${period.phrase}”); this is from any time.`,
  ]);
}

function periodOf({ query, filter, literal }: SearchRequest, now: Date): Period | null {
  if (literal === true || filter.after !== undefined || filter.before !== undefined) return null;
  const period = findPeriod(query, now);
  // A query that says nothing but when has no words to search for.
  return period && tellingWords(withoutPeriod(query, period)).length > 0 ? period : null;
}

function daysOf({ after, before }: Period): string {
  const day = (time: number): string => new Date(time).toLocaleDateString('en-GB', { dateStyle: 'long' });
  const [first, last] = [day(after), day(before - 1)];
  return first === last ? first : `${first} to ${last}`;
}

interface Whole {
  readonly library: Searched;
  readonly index: SearchedIndex | null;
  readonly request: SearchRequest;
  readonly signal: AbortSignal;
  readonly options: SearchOptions;
  readonly started: number;
}

/** Searches for `query` by one filter. */
async function searchOnce(
  { library, index, request, signal, options, started }: Whole,
  query: string,
  filter: SearchFilter,
  period: Period | null,
  notes: string[],
): Promise<SearchAnswer> {
  const { mode } = request;
  const told = tellingWords(query);
  const weights = rankingWeights(told.length);
  if (period) notes.push(`Only what was said ${daysOf(period)} (“${period.phrase}”).`);
  const answer = async (
    words: WordMatches | null,
    meanings: readonly FoundText[] | null,
  ): Promise<SearchAnswer> => {
    const ranked = rankConversations(words, meanings, weights.fusion).slice(0, request.limit);
    const hits = await describe(library, ranked, query, filter.role, words);
    refuseCancelled(signal);
    return {
      query: request.query,
      mode,
      coverage: index?.coverage ?? 0,
      tookMs: Math.round((performance.now() - started) * 10) / 10,
      notes: [...notes],
      period: period && {
        phrase: period.phrase,
        after: new Date(period.after).toISOString(),
        before: new Date(period.before).toISOString(),
      },
      hits,
    };
  };

  refuseCancelled(signal);
  // The meaning is looked for on another thread while the words are. It is awaited after them: until then its failure
  // is nobody's yet.
  const meaning =
    index === null || mode === 'keyword' || query.trim() === ''
      ? null
      : nearestInMeaning(library, index, query, filter, signal);
  meaning?.catch(() => undefined);
  const words =
    mode === 'semantic'
      ? null
      : await library.search.byWord(
          told.map((word) => ({ word, weight: 1 })),
          weights.words,
          filter,
          CANDIDATES,
        );
  refuseCancelled(signal);
  if (!meaning) {
    if (mode === 'hybrid' && query.trim() !== '') notes.push(NO_VECTORS);
    return await answer(words, null);
  }
  if (words && options.onPartial) options.onPartial(await answer(words, null));

  let meanings: FoundText[] | null = null;
  try {
    const near = await meaning;
    refuseCancelled(signal);
    meanings = await near.with(words?.texts.slice(0, ALSO) ?? []);
    if (meanings.length === 0 && (words?.texts.length ?? 0) > 0) {
      meanings = null;
      notes.push(NO_MEANING);
    }
  } catch (error) {
    refuseCancelled(signal);
    if (mode === 'semantic' || (library.strict === true && isOfServer(error))) throw error;
    notes.push(`Found by word only: ${toFailure(error).message}`);
  }
  refuseCancelled(signal);
  return await answer(words, meanings);
}

/** An error of whoever was searched, not of whoever embeds. */
function isOfServer(error: unknown): boolean {
  return error instanceof RecollectError && error.code.startsWith('qdrant-');
}

const NO_VECTORS = 'Found by word only: nothing has been embedded yet.';
const NO_MEANING = 'Found by word only: nothing that passes the filters has been embedded yet.';

/** Embeds the query and finds what is near to it; `with` then adds the meaning of what was found by word. */
async function nearestInMeaning(
  library: Searched,
  { id, provider }: SearchedIndex,
  query: string,
  filter: SearchFilter,
  signal: AbortSignal,
): Promise<{ with(texts: readonly FoundText[]): Promise<FoundText[]> }> {
  const vector = await provider.embedQuery(query, signal);
  refuseCancelled(signal);
  const near = await library.meaning.nearest(id, vector, filter, CANDIDATES);
  return {
    with: async (texts) => {
      const known = new Set(near.map(({ textId }) => textId));
      const others = texts.map(({ textId }) => textId).filter((text) => !known.has(text));
      if (others.length === 0) return near;
      const added = await library.meaning.cosines(id, vector, filter, [...new Set(others)]);
      return [...near, ...added].sort((a, b) => b.score - a.score || a.textId - b.textId);
    },
  };
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new RecollectError('cancelled', 'The search was cancelled.');
}

async function describe(
  library: Searched,
  ranked: readonly RankedConversation[],
  query: string,
  role: Role | undefined,
  words: WordMatches | null,
): Promise<SearchHit[]> {
  const places = await library.search.places(ranked);
  const messages = await library.search.hitMessages(
    places.flatMap((place) => place.spans.map((span) => span.messageId)),
  );
  const byId = new Map(messages.map((message) => [message.id, message]));
  const told = tellingWords(query);
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
