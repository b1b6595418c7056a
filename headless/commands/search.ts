import { z } from 'zod';
import { CHUNKER_VERSION } from '../../electron/shared/chunking/limits.ts';
import { formatNames, roles } from '../../electron/shared/conversation.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { coverageOf } from '../../electron/main/search/coverage.ts';
import { queryKind } from '../../electron/main/search/ranking-weights.ts';
import {
  search,
  searchModes,
  type SearchAnswer,
  type SearchRequest,
} from '../../electron/main/search/search.ts';
import type { EmbeddingProvider } from '../../electron/main/embedding/provider.ts';
import type { LibraryReader } from '../../electron/main/library/library.ts';
import { leftOutOf } from '../../electron/main/settings/settings.ts';
import { composeLibraryReader, composeSearch } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { indexWithoutProvider, openQueryProvider } from '../query-provider.ts';
import { sayHits } from '../say-hits.ts';
import type { Terminal } from '../terminal.ts';

const givenSchema = z.object({
  limit: z.coerce
    .number('--limit takes a number')
    .int()
    .min(1, '--limit takes a number from 1')
    .max(1_000)
    .default(10),
  mode: z.enum(searchModes, `--mode takes ${searchModes.join(', ')}`).default('hybrid'),
  source: z.enum(formatNames, `--source takes ${formatNames.join(', ')}`).optional(),
  project: z.string().optional(),
  role: z.enum(roles, `--role takes ${roles.join(', ')}`).optional(),
  explain: z.boolean().default(false),
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
  const request = requestOf(query, given);
  const library = await composeLibraryReader(options.dataDirectory);
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
    if (request.explain) terminal.say(kindInWords(query));
    sayHits(answer.hits, terminal, request.explain);
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

function requestOf(query: string, given: unknown): SearchRequest & { readonly explain: boolean } {
  const parsed = givenSchema.safeParse(given);
  if (!parsed.success)
    throw new RecollectError('usage', `${parsed.error.issues[0]?.message ?? 'Wrong option'}.`);
  const { limit, mode, source, project, role, after, before, explain, literal } = parsed.data;
  const { starred, tag, hidden, onMachine } = parsed.data;
  return {
    query,
    limit,
    mode,
    explain,
    literal,
    filter: {
      ...(source === undefined ? {} : { source }),
      ...(project === undefined ? {} : { project }),
      ...(role === undefined ? {} : { role }),
      ...(after === undefined ? {} : { after: timeOf('--after', after) }),
      ...(before === undefined ? {} : { before: timeOf('--before', before) }),
      ...(starred === undefined ? {} : { starred }),
      ...(tag === undefined ? {} : { tag }),
      ...(hidden === undefined ? {} : { hidden }),
      ...(onMachine === undefined ? {} : { machine: onMachine }),
    },
  };
}

function timeOf(option: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new RecollectError('usage', `${option} takes a date such as 2026-03-31, not "${text}".`);
  return time;
}
