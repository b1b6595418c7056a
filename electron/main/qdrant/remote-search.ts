/**
 * Searches the collection of an index: the history of every machine. Where the server is away, the library answers.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import { RecollectError } from '../../shared/errors.ts';
import type { LibraryReader } from '../library/library.ts';
import { isInProject } from '../library/project-path.ts';
import type { SearchFilter } from '../library/search-filter.ts';
import {
  search,
  type SearchAnswer,
  type SearchedIndex,
  type SearchOptions,
  type SearchRequest,
} from '../search/search.ts';
import type { QdrantConnection } from './connection.ts';
import { QdrantCandidates } from './qdrant-candidates.ts';

/** The id of an index that this library doesn't have: other machines may have filled the server's. */
export const NO_INDEX = 0;

/** After a failure, the server is left alone for so long, in ms: nobody waits for it at every key. */
const LEFT_ALONE_MS = 5_000;

/** How long the list of projects is good for, in ms. */
const PROJECTS_MS = 60_000;

/** Projects that a filter can choose from. */
const PROJECTS = 10_000;

/** What the search works with. */
export interface RemoteSearchParts {
  readonly library: LibraryReader;
  /** Should give up soon: somebody waits. */
  readonly connection: QdrantConnection;
  readonly name: string;
  /** What its vectors are searched with. */
  readonly params: Schemas['SearchParams'];
  /** This machine's name there. */
  readonly machine: string;
  /** A search that doesn't say whose history it covers covers that of all. */
  readonly everyMachine: boolean;
  readonly now: () => number;
}

/** Searches one collection. */
export class RemoteSearch {
  private readonly parts: RemoteSearchParts;
  private failedAt = -Infinity;
  private failure = '';
  private projects: Promise<readonly string[]> | undefined;
  private projectsAt = -Infinity;

  constructor(parts: RemoteSearchParts) {
    this.parts = parts;
  }

  /** Answers from the server, or from the library with a note. @throws as `search`. */
  async search(
    index: SearchedIndex | null,
    request: SearchRequest,
    signal: AbortSignal,
    options: SearchOptions = {},
  ): Promise<SearchAnswer> {
    const { library, connection, name, params, now } = this.parts;
    const meant = { ...request, filter: this.machineOf(request.filter) };
    if (now() - this.failedAt >= LEFT_ALONE_MS) {
      const candidates = new QdrantCandidates(
        {
          connection,
          name,
          params,
          termsOf: (words) => library.read.termsOf(words),
          findWords: (texts, words) => library.read.findWords(texts, words),
          projectsWith: (part) => this.projectsWith(part),
          passingMarks: (marks) => library.read.passingMarks(marks),
          marksOf: (conversations) => library.read.marksOf(conversations),
        },
        signal,
      );
      try {
        return await search(
          { search: candidates, meaning: candidates, strict: true, ignoresQuotes: true },
          index,
          meant,
          signal,
          options,
        );
      } catch (error) {
        if (!isOfServer(error)) throw error;
        this.failedAt = now();
        this.failure = error.message;
      }
    }
    return this.searchOwn(index, request, signal, options, this.failure);
  }

  /** Answers from the library, with a note that says why. Of another machine it has nothing. @throws as `search`. */
  async searchOwn(
    index: SearchedIndex | null,
    request: SearchRequest,
    signal: AbortSignal,
    options: SearchOptions,
    why: string,
  ): Promise<SearchAnswer> {
    const { library, machine } = this.parts;
    const { query, mode, filter } = request;
    const note = `Only this machine was searched: ${why}`;
    if (filter.machine !== undefined && filter.machine !== machine) {
      const nothing = { coverage: 0, tookMs: 0, period: null, facets: null, hits: [] };
      return { query, mode, ...nothing, notes: [note] };
    }
    const own = index?.id === NO_INDEX ? null : index;
    const answer = await search(library, own, request, signal, options);
    return { ...answer, notes: [note, ...answer.notes] };
  }

  /** A filter that says whose history is searched. */
  private machineOf(filter: SearchFilter): SearchFilter {
    const { machine, everyMachine } = this.parts;
    if (everyMachine || filter.everyMachine || filter.machine !== undefined) return filter;
    return { ...filter, machine };
  }

  private async projectsWith(part: string): Promise<readonly string[]> {
    const { connection, name, now } = this.parts;
    if (!this.projects || now() - this.projectsAt > PROJECTS_MS) {
      this.projectsAt = now();
      this.projects = connection
        .ask((client) => client.facet(name, { key: 'project', limit: PROJECTS }))
        .then(({ hits }) => hits.map(({ value }) => String(value)));
      // What failed is asked for again; whoever waits for it now hears of it.
      this.projects.catch(() => (this.projects = undefined));
    }
    return (await this.projects).filter((project) => isInProject(project, part));
  }
}

function isOfServer(error: unknown): error is RecollectError {
  return error instanceof RecollectError && error.code.startsWith('qdrant-');
}
