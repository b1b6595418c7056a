/**
 * The tool `search`: finds conversations by meaning and by word.
 */
import type { RequestId } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { RecollectError } from '../../../shared/errors.ts';
import { formatNames, roles } from '../../../shared/conversation.ts';
import type { SearchHit } from '../../search/describe-hits.ts';
import { searchModes, type SearchAnswer, type SearchRequest } from '../../search/search.ts';
import { UNTRUSTED, called, failing, naming, noticed, oneLine, quoted, quoting } from '../answer.ts';
import { shownId } from '../shown-id.ts';
import { TextBudget } from '../text-budget.ts';
import { maxTokens, noted } from './listing.ts';
import { READ_ONLY, type AddTool, type ToolContext } from './tool.ts';

const input = {
  query: z
    .string()
    .min(1)
    .max(4_000)
    .describe(
      'A question, or words, names or an error message to look for. What has words in "quotes" side by side comes first.',
    ),
  limit: z.int().min(1).max(50).default(8).describe('Conversations at the most.'),
  project: z
    .string()
    .max(4_096)
    .optional()
    .describe(
      'A folder, or folders in a row, of a project’s path. By default the folder that you work in, then everything; everything at once where that folder is not known, which the answer says: name it then. "*" for everything.',
    ),
  source: z
    .enum(formatNames)
    .optional()
    .describe('Only conversations with this assistant or of this format.'),
  role: z.enum(roles).optional().describe('Only what this role said.'),
  after: z.iso.date().optional().describe('Only what was said on or after this day, YYYY-MM-DD.'),
  before: z.iso.date().optional().describe('Only what was said before this day, YYYY-MM-DD.'),
  mode: z
    .enum(searchModes)
    .default('hybrid')
    .describe('hybrid (best), semantic (meaning) or keyword (words).'),
  max_tokens: maxTokens,
};
type Input = z.infer<z.ZodObject<typeof input>>;

const output = {
  ...noticed,
  ...noted,
  hits: z.array(
    z.object({
      conversation_id: z.string(),
      message_id: z.string().describe('Read what surrounds it with get_conversation, around_message.'),
      title: z.string().nullable(),
      source: z.string(),
      project: z.string().nullable(),
      role: z.enum(roles),
      time: z.string().nullable().describe('When it was said, ISO 8601.'),
      text: z.string().describe('The passage that was found.'),
      score: z.number().describe('Higher is better; to be compared within an answer only.'),
    }),
  ),
};

/** A hit without its text. */
type HitAbout = Omit<z.infer<typeof output.hits>[number], 'text'>;

/** About what an answer has besides notes and hits, to be counted. */
const ANSWER_FRAME =
  `${UNTRUSTED} {"notice":"","notes":["",""],"hits":[]} 10 more did not fit; raise max_tokens or narrow the query.`.repeat(
    2,
  );

/** Everything, whatever the caller's folder. */
const ANY_PROJECT = '*';

/** Said where a search could not begin with the caller's folder. */
const FOLDER_UNKNOWN =
  'All projects were searched: the folder that you work in is not known. To search one only, name it with project.';

/** See above. */
export const addSearchTool: AddTool = (server, context) => {
  server.registerTool(
    'search',
    {
      title: 'Search past conversations',
      description:
        'Finds past conversations with AI assistants on this machine, by meaning and by word. Use it before solving something that may have been solved or decided before. Read more of a hit with get_conversation.',
      inputSchema: input,
      outputSchema: output,
      annotations: READ_ONLY,
    },
    async (given, extra) => {
      try {
        const { answer, notes } = await searched(given, context, extra);
        return present(answer, notes, given.max_tokens);
      } catch (error) {
        return failing(error);
      }
    },
  );
};

/** What the server knows of a call. */
interface Asked {
  readonly signal: AbortSignal;
  readonly requestId: RequestId;
}

/** Searches the caller's folder first, and everything when nothing is found there. */
async function searched(
  given: Input,
  { recall, callerFolder }: ToolContext,
  { signal, requestId }: Asked,
): Promise<{ answer: SearchAnswer; notes: string[] }> {
  const notes: string[] = [];
  // Some models fill in what they were not asked for.
  const named = given.project?.trim() === '' ? undefined : given.project;
  const chosen = named === ANY_PROJECT ? undefined : named;
  const folder = named === undefined ? await callerFolder(requestId) : undefined;
  let answer = await recall.search(requestOf(given, chosen ?? folder), signal);
  const unknown = named === undefined && folder === undefined;
  if (unknown && answer.hits.length > 0) notes.push(FOLDER_UNKNOWN);
  if (folder !== undefined && answer.hits.length > 0)
    notes.push(`Only conversations about ${oneLine(folder)} were searched.`);
  if (folder !== undefined && answer.hits.length === 0) {
    answer = await recall.search(requestOf(given, undefined), signal);
    if (answer.hits.length > 0)
      notes.push(`Nothing was found for the project ${oneLine(folder)}; these are from all projects.`);
  }
  if (answer.hits.length === 0) notes.push('Nothing was found.', ...withFilters(given, chosen));
  notes.push(...answer.notes);
  // Where nothing is embedded, the search has said so.
  if (answer.coverage > 0 && answer.coverage < 1 && given.mode !== 'keyword') {
    notes.push(
      `${Math.floor(answer.coverage * 100)} % of the library can be found by meaning so far, all of it by word.`,
    );
  }
  return { answer, notes };
}

/** What a search that found nothing was narrowed to: one filter that nothing matches is easily overlooked. */
function withFilters({ source, role, after, before }: Input, project: string | undefined): string[] {
  const filters = Object.entries({ project, source, role, after, before }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${oneLine(value)}`],
  );
  return filters.length === 0
    ? []
    : [`Only ${filters.join(', ')} was searched: leave some of it out to find more.`];
}

function requestOf(given: Input, project: string | undefined): SearchRequest {
  return {
    query: given.query,
    mode: given.mode,
    limit: given.limit,
    filter: {
      ...(project === undefined ? {} : { project }),
      ...(given.source === undefined ? {} : { source: given.source }),
      ...(given.role === undefined ? {} : { role: given.role }),
      ...(given.after === undefined ? {} : { after: dayOf(given.after) }),
      ...(given.before === undefined ? {} : { before: dayOf(given.before) }),
    },
  };
}

function dayOf(text: string): number {
  const time = Date.parse(`${text}T00:00:00`);
  if (Number.isNaN(time)) throw new RecollectError('usage', `"${text}" is not a day. Write YYYY-MM-DD.`);
  return time;
}

function present(answer: SearchAnswer, notes: readonly string[], tokens: number): ReturnType<typeof quoting> {
  const budget = new TextBudget(tokens, 'twice');
  budget.charge([ANSWER_FRAME, ...notes, ...notes].join('\n'));
  const shown: { about: HitAbout; head: readonly string[]; text: string }[] = [];
  for (const [index, hit] of answer.hits.entries()) {
    const head = headOf(hit, index + 1);
    const about = aboutHit(hit);
    budget.charge(['', ...head, `   > ${JSON.stringify({ ...about, text: '' })},`].join('\n'));
    if (index === 0) budget.makeRoom();
    const text = budget.take(hit.text);
    if (text === null) break;
    shown.push({ about, head, text });
  }
  const left = answer.hits.length - shown.length;
  const said = [
    ...notes,
    ...(left > 0 ? [`${left} more did not fit; raise max_tokens or narrow the query.`] : []),
  ];
  const lines = [...said, ...shown.flatMap(({ head, text }) => ['', ...head, ...quoted(text, '   ')])];
  return quoting(lines, {
    notes: said,
    hits: shown.map(({ about, text }) => ({ ...about, text })),
  });
}

function aboutHit(hit: SearchHit): HitAbout {
  return {
    conversation_id: shownId(hit.conversationId),
    message_id: shownId(hit.messageId),
    ...called(hit),
    source: hit.source,
    role: hit.role,
    time: hit.time,
    score: hit.score,
  };
}

/** The lines above the text of a hit. */
function headOf(hit: SearchHit, number: number): string[] {
  return [
    `${number}. ${naming(hit, hit.time ?? hit.startedAt)}`,
    `   conversation_id ${shownId(hit.conversationId)} · message_id ${shownId(hit.messageId)} · ${hit.role}`,
  ];
}
