/**
 * A search as it is typed: one run at a time, an overtaken one cancelled, first hits by word shown while those by
 * meaning are still to come. It outlives the view, so that coming back from a conversation finds it as it was.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecollectClient } from '../../../electron/shared/contract/client.ts';
import type { SearchHitView, SearchInput, SearchOutput } from '../../../electron/shared/contract/search.ts';
import { toFailure, type Failure } from '../../../electron/shared/errors.ts';
import { hitKey, lateKeys, settleHits } from './settle-hits.ts';

/** How to search. */
export type SearchMode = SearchInput['mode'];
/** What to search in. */
export type SearchFilter = SearchInput['filter'];

/** A search and what it found so far. */
export interface SearchState {
  readonly query: string;
  readonly mode: SearchMode;
  readonly filter: SearchFilter;
  /** `searching` may have hits already: those of the words before, or the first by word. */
  readonly status: 'idle' | 'searching' | 'done' | 'failed';
  readonly hits: readonly SearchHitView[];
  /** Keys of the hits that came while the rows were held: they stand below, whatever their rank. */
  readonly late: ReadonlySet<string>;
  /** Whether `hits` are of the present words, and not of those before. */
  readonly current: boolean;
  /** Of the last complete answer. */
  readonly answer: Pick<SearchOutput, 'coverage' | 'tookMs' | 'notes' | 'facets'> | null;
  readonly failure: Failure | null;
  /** Key of the row that Enter opens; null: the first. */
  readonly selected: string | null;
  /** Counts the lists of hits: another one begins with the first hits of other words, and is looked at from its top. */
  readonly list: number;
}

/** The search of the window. */
export interface SearchSession {
  readonly store: StoreApi<SearchState>;
  setQuery(query: string): void;
  setMode(mode: SearchMode): void;
  setFilter(filter: SearchFilter): void;
  /** Searches for what was saved. */
  restore(saved: Pick<SearchState, 'query' | 'mode' | 'filter'>): void;
  /** Chooses the row `by` places further down (up where negative). */
  move(by: number): void;
  /** Chooses a row. */
  select(key: string): void;
  /** The user points at the rows, or their list has the focus: they stay where they are. */
  hold(): void;
  /** Nobody points at the rows any more: they take their full order, unless one of them was chosen. */
  release(): void;
  /** The window is about to search: what the first search would wait for is started meanwhile. */
  prepare(): void;
  /** The row that Enter opens, once there are rows of the present words; null where there will be none. */
  chosen(): Promise<SearchHitView | null>;
  /** Searches again with the same words: the library has grown. */
  again(): void;
}

/** A search begins with each letter: what it overtakes is cancelled. Letters of the same moment are one, ms. */
const PAUSE = 0;
/** Hits that are asked for. */
export const LIMIT = 60;
/** Rows that were there for less can't have been read yet by whoever points at them, ms: a quick reaction. */
const SEEN_AFTER = 200;

/** What a session goes by. */
interface SessionMeans {
  /** How long typing rests before a search begins, ms. */
  readonly pause?: number;
  /** Whether the pointer is over the rows, at rest or not. */
  readonly pointedAt?: () => boolean;
  /** ms, from any start. */
  readonly now?: () => number;
}

const NONE: ReadonlySet<string> = new Set();

/** A session with nothing to look for. */
export function createSearchSession(
  client: RecollectClient,
  {
    pause = PAUSE,
    pointedAt = () => document.querySelector('#hits:hover') !== null,
    now = () => performance.now(),
  }: SessionMeans = {},
): SearchSession {
  const store = createStore<SearchState>(() => ({
    query: '',
    mode: 'hybrid',
    filter: {},
    status: 'idle',
    hits: [],
    late: NONE,
    current: false,
    answer: null,
    failure: null,
    selected: null,
    list: 0,
  }));
  let turns = 0;
  let ticket: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  /** When the first hits of the present words were shown. */
  let shownAt = 0;
  /** What was found last, in its own order. */
  let ranked: readonly SearchHitView[] = [];

  const cancel = () => {
    clearTimeout(timer);
    if (ticket === null) return;
    const overtaken = ticket;
    ticket = null;
    // What comes of it no longer matters: its answer is dropped by its ticket.
    client.search.cancel({ ticket: overtaken }).catch(() => undefined);
  };

  const show = (hits: readonly SearchHitView[], rest: Partial<SearchState>) => {
    ranked = hits;
    const { current } = store.getState();
    // A pointer that rests on a row that was there to be read is about to click it. Where the answer came before
    // anybody could read, it is taken as it is.
    if (current && now() - shownAt >= SEEN_AFTER && pointedAt()) held = true;
    if (!current) shownAt = now();
    store.setState((state) => {
      const stays = held && state.current;
      const late = stays ? lateKeys(state.hits, hits, state.late) : NONE;
      const list = state.current ? state.list : state.list + 1;
      return { hits: settleHits(state.hits, hits, stays), late, current: true, list, ...rest };
    });
  };

  const run = async () => {
    const { query, mode, filter } = store.getState();
    const own = `window-${(turns += 1)}`;
    ticket = own;
    try {
      const { hits, coverage, tookMs, notes, facets } = await client.search.run({
        ticket: own,
        query,
        mode,
        limit: LIMIT,
        filter,
      });
      if (ticket !== own) return;
      ticket = null;
      show(hits, { status: 'done', answer: { coverage, tookMs, notes, facets }, failure: null });
    } catch (error) {
      if (ticket !== own) return;
      ticket = null;
      store.setState({ status: 'failed', failure: toFailure(error), hits: [], late: NONE, answer: null });
    }
  };

  const begin = (change: Partial<SearchState>, wait = 0) => {
    cancel();
    held = false;
    const state = { ...store.getState(), ...change, selected: null, current: false };
    // What begins with a > is a command for the window.
    if (state.query.trim() === '' || state.query.startsWith('>')) {
      store.setState({ ...state, status: 'idle', hits: [], late: NONE, answer: null, failure: null });
      return;
    }
    store.setState({ ...state, status: 'searching' });
    timer = setTimeout(() => void run(), wait);
  };

  client.search.partial((partial) => {
    // No first hits are no answer: the rows before stay until the complete one.
    if (partial.ticket === ticket && partial.hits.length > 0) show(partial.hits, { failure: null });
  });

  return {
    store,
    setQuery: (query) => begin({ query }, pause),
    setMode: (mode) => begin({ mode }),
    setFilter: (filter) => begin({ filter }),
    restore: ({ query, mode, filter }) => begin({ query, mode, filter }),
    again: () => begin({}),
    chosen() {
      const settled = ({ status, current }: SearchState) => current || status !== 'searching';
      const pick = ({ hits, selected }: SearchState) =>
        hits.find((hit) => hitKey(hit) === selected) ?? hits[0] ?? null;
      const { query } = store.getState();
      return new Promise((resolve) => {
        const look = (state: SearchState) => {
          if (state.query !== query) resolve(null);
          else if (settled(state)) resolve(pick(state));
          else return false;
          return true;
        };
        if (look(store.getState())) return;
        const stop = store.subscribe((state) => {
          if (look(state)) stop();
        });
      });
    },
    move(by) {
      const { hits, selected } = store.getState();
      if (hits.length === 0) return;
      const at = Math.max(
        0,
        hits.findIndex((hit) => hitKey(hit) === selected),
      );
      const next = hits[Math.min(hits.length - 1, Math.max(0, at + by))];
      held = true;
      if (next) store.setState({ selected: hitKey(next) });
    },
    select(key) {
      held = true;
      store.setState({ selected: key });
    },
    hold() {
      held = true;
    },
    release() {
      const { selected, current, hits } = store.getState();
      if (!held || selected !== null) return;
      held = false;
      if (current && hits !== ranked) store.setState({ hits: ranked, late: NONE });
    },
    prepare() {
      // The search itself will say what is wrong.
      client.search.prepare().catch(() => undefined);
    },
  };
}
