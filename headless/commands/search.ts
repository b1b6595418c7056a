import { z } from 'zod';
import { CHUNKER_VERSION } from '../../electron/shared/chunking/limits.ts';
import { formatNames, roles } from '../../electron/shared/conversation.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { coverageOf } from '../../electron/main/search/coverage.ts';
import { queryKind } from '../../electron/main/search/ranking-weights.ts';
import {
  search,
  searchModes,
  type SearchMode,
  type SearchAnswer,
  type SearchRequest,
} from '../../electron/main/search/search.ts';
import type { EmbeddingProvider } from '../../electron/main/embedding/provider.ts';
import type { FoundFacets } from '../../electron/main/library/found-facets.ts';
import { givenFilter } from '../../electron/main/application/searches.ts';
import type { LibraryReader } from '../../electron/main/library/library.ts';
import { leftOutOf } from '../../electron/main/settings/settings.ts';
import { composeLibraryReader, composeSearch } from '../compose.ts';
import { timeOption } from '../date-option.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { indexWithoutProvider, openQueryProvider } from '../query-provider.ts';
import { sayHits } from '../say-hits.ts';
import type { Terminal } from '../terminal.ts';

/** Values of a facet that are printed; --json has all. */
const FACETS_SHOWN = 8;

const givenSchema = z.object({
  limit: z.coerce
    .number('--limit takes a number')
    .int()
    .min(1, '--limit takes a number from 1')
    .max(1_000)
    .default(10),
  mode: z.enum(searchModes, `--mode takes ${searchModes.join(', ')}`).optional(),
  source: z.enum(formatNames, `--source takes ${formatNames.join(', ')}`).optional(),
  project: z.string().optional(),
  role: z.enum(roles, `--role takes ${roles.join(', ')}`).optional(),
  explain: z.boolean().default(false),
  facets: z.boolean().default(false),
  saved: z.string().optional(),
  literal: z.boolean().default(false),
  after: z.string().optional(),
  before: z.string().optional(),
  starred: z.literal(true).optional(),
  tag: z.string().optional(),
  hidden: z.literal(true).optional(),
  onMachine: z.string().optional(),
});

/** `recollect search QUERY`: answers from the library, also while another Recollect writes it. */
export async function searchCommand(
  query: string,
  given: unknown,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const asked = requestOf(query, given);
  const library = await composeLibraryReader(options.dataDirectory);
  const request = await withSaved(asked, library).catch(async (error: unknown) => {
    await library.close();
    throw error;
  });
  // What search keeps in memory is loaded while the model starts.
  const loaded = library.search.refresh();
  loaded.catch(() => undefined);
  const found = await openQueryProvider({ ...options, onOutput: (text) => terminal.pass(text) }, library);
  const provider = found instanceof Error ? undefined : found;
  try {
    const answer =
      found instanceof Error
        ? await search(library, indexWithoutProvider(found), request, signal)
        : await searchWith(found, library, options, request, signal);
    terminal.json(answer);
    for (const note of answer.notes) terminal.note(note);
    if (request.explain) terminal.say(kindInWords(request.query));
    sayHits(answer.hits, terminal, request.explain);
    if (answer.facets) sayFacets(answer.facets, terminal);
    if (provider) sayCoverage(answer, terminal);
    return exitCodes.done;
  } finally {
    await provider?.stop(1_000);
    await library.close();
  }
}

async function searchWith(
  provider: EmbeddingProvider,
  library: LibraryReader,
  { settings }: CommonOptions,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  if (request.mode !== 'keyword') provider.start();
  const { model, dimensions } = provider;
  const id = await library.read.findIndex({
    provider: provider.provider,
    model,
    dimensions,
    chunkerVersion: CHUNKER_VERSION,
  });
  // Counting all chunks of a large library takes longer than a search: both at once.
  const [progress, found] = await Promise.all([
    id === undefined ? null : library.read.indexProgress(id, leftOutOf(settings)),
    composeSearch(library, settings, provider)(id ?? null, 0, request, signal),
  ]);
  return { ...found, coverage: progress === null ? 0 : coverageOf(progress) };
}

/** What the weights of the scores depend on. */
function kindInWords(query: string): string {
  const { form, own } = queryKind(query);
  const read = form === 'few words' ? 'Read as a few words' : `Read as a ${form}`;
  return own ? `${read}; what you said counts more than what others said.` : `${read}.`;
}

/** Says what share of the library meaning could find. */
function sayCoverage(answer: SearchAnswer, terminal: Terminal): void {
  if (answer.coverage < 1 && answer.mode !== 'keyword') {
    terminal.note(
      `${Math.floor(answer.coverage * 100)} % of the chunks can be found by meaning so far; words find all.`,
    );
  }
}

/** Counts of what was found, a line each. */
function sayFacets({ sources, projects, months }: FoundFacets, terminal: Terminal): void {
  const line = (what: string, counts: readonly (readonly [string, number])[]): void => {
    if (counts.length === 0) return;
    const shown = counts.slice(0, FACETS_SHOWN).map(([value, count]) => `${value} ${count}`);
    const more = counts.length - shown.length;
    terminal.say(`${what}: ${shown.join(', ')}${more > 0 ? `, ${more} more` : ''}`);
  };
  line(
    'Sources',
    sources.map(({ name, conversations }) => [name, conversations]),
  );
  line(
    'Projects',
    projects.map(({ path, conversations }) => [path, conversations]),
  );
  line(
    'Months',
    months.map(({ month, conversations }) => [month, conversations]),
  );
}

/** A search with what it takes from a saved one: what was given on the command line goes first. */
async function withSaved(asked: AskedSearch, { read }: LibraryReader): Promise<AskedSearch & SearchRequest> {
  const { saved: name } = asked;
  if (name === undefined) return { ...asked, mode: asked.mode ?? 'hybrid' };
  const saved = (await read.savedSearches()).find((search) => search.name === name);
  if (!saved) {
    throw new RecollectError('usage', `No search was saved as “${name}”. recollect saved lists them.`);
  }
  return {
    ...asked,
    query: asked.query.trim() === '' ? saved.query : asked.query,
    mode: asked.mode ?? saved.mode,
    filter: { ...givenFilter(saved.filter), ...asked.filter },
  };
}

/** What was asked for on the command line. */
interface AskedSearch extends Omit<SearchRequest, 'mode'> {
  readonly mode?: SearchMode;
  readonly explain: boolean;
  readonly saved?: string;
}

function requestOf(query: string, given: unknown): AskedSearch {
  const parsed = givenSchema.safeParse(given);
  if (!parsed.success)
    throw new RecollectError('usage', `${parsed.error.issues[0]?.message ?? 'Wrong option'}.`);
  const { limit, mode, source, project, role, after, before, explain, literal, facets, saved } = parsed.data;
  if (query.trim() === '' && saved === undefined)
    throw new RecollectError('usage', 'Say what to search for.');
  const { starred, tag, hidden, onMachine } = parsed.data;
  return {
    query,
    limit,
    ...(mode === undefined ? {} : { mode }),
    ...(saved === undefined ? {} : { saved }),
    facets,
    explain,
    literal,
    filter: {
      ...(source === undefined ? {} : { source }),
      ...(project === undefined ? {} : { project }),
      ...(role === undefined ? {} : { role }),
      ...(after === undefined ? {} : { after: timeOption('--after', after) }),
      ...(before === undefined ? {} : { before: timeOption('--before', before) }),
      ...(starred === undefined ? {} : { starred }),
      ...(tag === undefined ? {} : { tag }),
      ...(hidden === undefined ? {} : { hidden }),
      ...(onMachine === undefined ? {} : { machine: onMachine }),
    },
  };
}
