/**
 * Runs searches for windows: one with the ticket of an earlier one overtakes it. What was found by word is sent ahead,
 * as the event `search.partial`, while the meaning is still to be folded in.
 */
import type {
  FoundFacets as FoundFacetsView,
  SearchHitView,
  SearchInput,
  SearchOutput,
} from '../../shared/contract/search.ts';
import { RecollectError } from '../../shared/errors.ts';
import { harmless } from '../../shared/harmless.ts';
import type { FoundFacets } from '../library/found-facets.ts';
import type { SearchFilter } from '../library/search-filter.ts';
import type { SearchHit } from '../search/describe-hits.ts';
import type { SearchAnswer, SearchOptions, SearchRequest } from '../search/search.ts';
import { matchedPlaces } from '../search/matched-places.ts';
import { withoutPeriod } from '../search/time-phrase.ts';
import { shownWords, unfinishedWord } from '../search/word-query.ts';
import type { ClientContext } from './client-context.ts';
import { harmlessOrNull } from './conversation-views.ts';

/** Who answers searches. */
export interface Searcher {
  search(request: SearchRequest, signal: AbortSignal, options?: SearchOptions): Promise<SearchAnswer>;
}

/** Searches under way, by client and ticket. */
export class Searches {
  private readonly running = new Map<string, AbortController>();

  /** Searches; cancels the one before it with the same ticket. @throws RecollectError `cancelled` when overtaken. */
  async run(engine: Searcher, input: SearchInput, client: ClientContext): Promise<SearchOutput> {
    const key = keyOf(input.ticket, client);
    this.running.get(key)?.abort();
    const controller = new AbortController();
    this.running.set(key, controller);
    const signal = AbortSignal.any([controller.signal, client.signal]);
    try {
      const { query, mode, limit } = input;
      const onPartial = (partial: SearchAnswer): void => {
        if (!signal.aborted) client.send('search.partial', outputOf(input, partial));
      };
      const request = {
        query,
        mode,
        limit,
        filter: givenFilter(input.filter),
        facets: true,
        typed: true,
      };
      const answer = await engine.search(request, signal, { onPartial });
      signal.throwIfAborted();
      return outputOf(input, answer);
    } catch (error) {
      throw signal.aborted ? new RecollectError('cancelled', 'A newer search took over.') : error;
    } finally {
      if (this.running.get(key) === controller) this.running.delete(key);
    }
  }

  cancel(ticket: string, client: ClientContext): void {
    this.running.get(keyOf(ticket, client))?.abort();
  }
}

function keyOf(ticket: string, client: ClientContext): string {
  return `${client.id} ${ticket}`;
}

/** A filter without the parts that were left open: with exactOptionalPropertyTypes those are another type. */
export function givenFilter(filter: SearchInput['filter']): SearchFilter {
  const { source, project, role, after, before, starred, tag, hidden, machine, everyMachine } = filter;
  return {
    ...(source === undefined ? {} : { source }),
    ...(project === undefined ? {} : { project }),
    ...(role === undefined ? {} : { role }),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
    ...(starred === undefined ? {} : { starred }),
    ...(tag === undefined ? {} : { tag }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(machine === undefined ? {} : { machine }),
    ...(everyMachine === undefined ? {} : { everyMachine }),
  };
}

function outputOf({ ticket, query }: SearchInput, answer: SearchAnswer): SearchOutput {
  const { coverage, tookMs, notes, facets } = answer;
  return {
    ticket,
    coverage,
    tookMs,
    notes: [...notes],
    facets: facets && facetsView(facets),
    hits: hitsOf(query, answer, true),
  };
}

/** Counts as the window sees them. */
export function facetsView({ sources, projects, months }: FoundFacets): FoundFacetsView {
  return { sources: [...sources], projects: [...projects], months: [...months] };
}

/**
 * The hits of an answer as a window shows them, with the places of the query's words; those that were read as a time
 * were not searched for. `typed`: the last word may go on.
 */
export function hitsOf(query: string, { hits, period }: SearchAnswer, typed = false): SearchHitView[] {
  const asked = period ? withoutPeriod(query, period) : query;
  const words = shownWords(asked);
  const unfinished = typed ? unfinishedWord(asked) : null;
  return hits.map((hit) => viewOf(hit, words, unfinished));
}

/** A hit as the window sees it, with the places of `words` in its snippet; see `matchedPlaces`. */
export function viewOf(
  { text: _text, path: _path, scoreParts: _parts, ...hit }: SearchHit,
  words: readonly string[],
  unfinished: string | null = null,
): SearchHitView {
  const snippet = harmless(hit.snippet);
  return {
    ...hit,
    title: harmlessOrNull(hit.title),
    project: harmlessOrNull(hit.project),
    snippet,
    machines: [...hit.machines],
    matches: matchedPlaces(snippet, words, unfinished),
  };
}
