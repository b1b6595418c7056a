/**
 * Search by word, by meaning, or both: candidates from the library, fused, grouped by conversation.
 */
import { RecollectError, toFailure } from '../../shared/errors.ts';
import type { FoundFacets } from '../library/found-facets.ts';
import type { FoundText } from '../library/found-texts.ts';
import type { MeaningCandidates, WordCandidates } from '../library/library.ts';
import type { SearchFilter } from '../library/search-filter.ts';
import type { WordMatches } from '../library/search-store.ts';
import { describeHits, type SearchHit } from './describe-hits.ts';
import { firstOfPeriod, firstWithPhrases } from './first-and-rest.ts';
import { rankConversations } from './fusion.ts';
import type { QueryEmbedder } from './query-embeddings.ts';
import { quotedPhrases } from './quoted-phrases.ts';
import { queryKind, rankingWeights } from './ranking-weights.ts';
import { findPeriod, withoutPeriod, type Period } from './time-phrase.ts';
import { searchedWords, tellingWords, unfinishedWord } from './word-query.ts';

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
  /** Also counts the best of what is found by source, project and month. */
  readonly facets?: boolean;
  /** It is in a box that is being typed into: its last word may go on, and more of it may follow. */
  readonly typed?: boolean;
}

/** The answer to a search. `coverage`: share of chunks that have a vector, 0 to 1. */
export interface SearchAnswer {
  readonly query: string;
  readonly mode: SearchMode;
  readonly coverage: number;
  readonly tookMs: number;
  /** Sentences for the user: what was done otherwise than asked, and why. */
  readonly notes: readonly string[];
  /** The words of the query that were read as a time, and what they mean: ISO 8601, `before` not included. */
  readonly period: {
    readonly phrase: string;
    readonly after: string;
    readonly before: string;
    /** How many of the hits are of that time. They come first. */
    readonly hits: number;
  } | null;
  /** Of the best `FACETED` conversations, where that was asked for. */
  readonly facets: FoundFacets | null;
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
  /** It can't tell whether words stand side by side: quotes say nothing to it. */
  readonly ignoresQuotes?: boolean;
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

/** Conversations whose sources, projects and months are counted: the best. */
const FACETED = 200;

/** The best texts by word, which are compared by meaning too. */
const ALSO = 200;

/**
 * Searches a library. `index` is null where there are no vectors yet: words still find everything. A hybrid search
 * whose query can't be embedded is answered by words, and says so in `notes`. What has the phrases that the query puts
 * in quotes comes first, and the rest after it; so does what was said when the query says ("last week"), unless a filter
 * for time is given.
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
  const whole = { library, index, request, signal, options, started };
  const phrases = request.literal === true ? [] : quotedPhrases(request.query);
  if (phrases.length === 0) return searchByTime(whole);
  if (library.ignoresQuotes === true) {
    const answer = await searchByTime(whole);
    return { ...answer, notes: [QUOTES_IGNORED, ...answer.notes] };
  }
  const filter = { ...request.filter, phrases };
  const within = await searchByTime({ ...whole, request: { ...request, filter } });
  const everything = await searchByTime({ ...whole, options: withoutPartial(options) });
  return { ...firstWithPhrases(within, everything, request.limit, phrases), tookMs: since(started) };
}

/** Searches, where the query says when, what was said then first. */
async function searchByTime(whole: Whole): Promise<SearchAnswer> {
  const { request, options, started } = whole;
  const period = periodOf(request, options.now ?? new Date());
  if (!period) return await searchOnce(whole, request.query, request.filter, null, []);
  const { after, before } = period;
  const told = withoutPeriod(request.query, period);
  const within = await searchOnce(whole, told, { ...request.filter, after, before }, period, []);
  const asked = within.hits.length > 0 ? told : request.query;
  const rest = { ...whole, options: withoutPartial(options) };
  const everything = await searchOnce(rest, asked, request.filter, null, []);
  return { ...firstOfPeriod(within, everything, request.limit, period), tookMs: since(started) };
}

/** What comes first has been sent ahead: there is nothing more to say before the end. */
function withoutPartial({ now }: SearchOptions): SearchOptions {
  return now ? { now } : {};
}

function periodOf({ query, filter, literal }: SearchRequest, now: Date): Period | null {
  if (literal === true || filter.after !== undefined || filter.before !== undefined) return null;
  const period = findPeriod(query, now);
  // A query that says nothing but when has no words to search for.
  return period && tellingWords(withoutPeriod(query, period)).length > 0 ? period : null;
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
  const told = searchedWords(query);
  const unfinished = request.typed === true ? unfinishedWord(query) : null;
  const weights = rankingWeights(queryKind(query));
  const answer = async (
    words: WordMatches | null,
    meanings: readonly FoundText[] | null,
    partial = false,
  ): Promise<SearchAnswer> => {
    const found = rankConversations(words, meanings, weights.fusion);
    const ranked = found.slice(0, request.limit);
    const hits = await describeHits(library, ranked, query, filter.role, words, signal);
    // Nobody waits for the counts of an answer in advance.
    const facets =
      request.facets === true && !partial
        ? ((await library.search.facetsOf?.(found.slice(0, FACETED), signal)) ?? null)
        : null;
    refuseCancelled(signal);
    return {
      query: request.query,
      mode,
      coverage: index?.coverage ?? 0,
      tookMs: since(started),
      notes: [...notes],
      period: period && {
        phrase: period.phrase,
        after: new Date(period.after).toISOString(),
        before: new Date(period.before).toISOString(),
        hits: hits.length,
      },
      facets,
      hits,
    };
  };

  refuseCancelled(signal);
  // The meaning is looked for on another thread while the words are. It is awaited after them: until then its failure
  // is nobody's yet.
  const meaning =
    index === null || mode === 'keyword' || query.trim() === ''
      ? null
      : nearestInMeaning(library, index, query, filter, signal, request.typed);
  meaning?.catch(() => undefined);
  const words =
    mode === 'semantic'
      ? null
      : await library.search.byWord(
          told.map((word) => ({ word, weight: 1, ...(word === unfinished ? { unfinished: true } : {}) })),
          weights.words,
          filter,
          CANDIDATES,
          signal,
        );
  refuseCancelled(signal);
  if (!meaning) {
    if (mode !== 'keyword' && query.trim() !== '') notes.push(mode === 'hybrid' ? NO_VECTORS : NOTHING_NEAR);
    return await answer(words, null);
  }
  if (words && options.onPartial) options.onPartial(await answer(words, null, true));

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

const QUOTES_IGNORED = 'On a Qdrant server the words in quotes are searched wherever they stand.';
const NO_VECTORS = 'Found by word only: nothing has been embedded yet.';
const NOTHING_NEAR = 'Nothing can be found by meaning: nothing has been embedded yet.';
const NO_MEANING = 'Found by word only: nothing that passes the filters has been embedded yet.';

/** Embeds the query and finds what is near to it; `with` then adds the meaning of what was found by word. */
async function nearestInMeaning(
  library: Searched,
  { id, provider }: SearchedIndex,
  query: string,
  filter: SearchFilter,
  signal: AbortSignal,
  typed = false,
): Promise<{ with(texts: readonly FoundText[]): Promise<FoundText[]> }> {
  const vector = await provider.embedQuery(query, signal, typed);
  refuseCancelled(signal);
  const near = await library.meaning.nearest(id, vector, filter, CANDIDATES, signal);
  return {
    with: async (texts) => {
      const known = new Set(near.map(({ textId }) => textId));
      const others = texts.map(({ textId }) => textId).filter((text) => !known.has(text));
      if (others.length === 0) return near;
      const added = await library.meaning.cosines(id, vector, filter, [...new Set(others)], signal);
      return [...near, ...added].sort((a, b) => b.score - a.score || a.textId - b.textId);
    },
  };
}

/** Milliseconds since a time of `performance.now()`, to a tenth. */
function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new RecollectError('cancelled', 'The search was cancelled.');
}
