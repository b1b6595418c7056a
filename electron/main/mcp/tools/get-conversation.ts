/**
 * The tool `get_conversation`: a page of one conversation's messages.
 */
import { z } from 'zod';
import { roles } from '../../../shared/conversation.ts';
import { RecollectError } from '../../../shared/errors.ts';
import { heldElsewhere } from '../../../shared/held-elsewhere.ts';
import { failing, isoTime, naming, quoted, quoting } from '../answer.ts';
import { askedFor, messagesFrom, textOf, type Place } from '../messages-from.ts';
import type { Recall, RecalledConversation, RecalledMessage } from '../recall.ts';
import { cutAt, TextBudget } from '../text-budget.ts';
import { READ_ONLY, type AddTool } from './tool.ts';

const input = {
  conversation_id: z.string().min(3).max(1_024).describe('As search, recent or find_by_file gave it.'),
  around_message: z
    .string()
    .max(1_024)
    .optional()
    .describe('A message_id: the page begins a few messages before it.'),
  from: z
    .int()
    .nonnegative()
    .optional()
    .describe('Position of the first message of the page; 0 is the beginning.'),
  offset: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Characters of the first message to leave out: with from, the next_offset of the page before.'),
  tools: z.boolean().default(false).describe('Show what tools were called with and answered, too.'),
  max_tokens: z.int().min(200).max(100_000).default(6_000).describe('About how long the answer may be.'),
};
type Input = z.infer<z.ZodObject<typeof input>>;

const output = {
  conversation_id: z.string(),
  title: z.string().nullable(),
  project: z.string().nullable(),
  /** The machines that have it, where this one has not: tool calls are left out then. */
  held_by: z.array(z.string()),
  total_messages: z.int(),
  /** Where the next page begins: a position, null at the end, and characters of that message that were shown. */
  next: z.int().nullable(),
  next_offset: z.int(),
  messages: z.array(
    z.object({
      message_id: z.string(),
      position: z.int(),
      role: z.enum(roles),
      time: z.string().nullable(),
      text: z.string(),
    }),
  ),
};

/** Messages before the one that a page is to be around. */
const BEFORE = 2;

/** See above. */
export const addGetConversationTool: AddTool = (server, { recall }) => {
  server.registerTool(
    'get_conversation',
    {
      title: 'Read a conversation',
      description:
        'Reads a past conversation, a page at a time. Give message_id of a search hit as around_message to read what surrounds it. Go on with next as from, and next_offset as offset.',
      inputSchema: input,
      outputSchema: output,
      annotations: READ_ONLY,
    },
    async (given) => {
      try {
        const conversation = await known(recall, given.conversation_id);
        return await page(recall, conversation, await start(recall, given), given);
      } catch (error) {
        return failing(error);
      }
    },
  );
};

async function known(recall: Recall, id: string): Promise<RecalledConversation> {
  const conversation = await recall.conversation(id);
  if (conversation) return conversation;
  throw new RecollectError(
    'usage',
    `There is no conversation ${id}. Ids look like claude-code:… and come from search or recent.`,
  );
}

async function start(recall: Recall, given: Input): Promise<number> {
  if (given.from !== undefined || given.around_message === undefined) return given.from ?? 0;
  const position = await recall.position(given.conversation_id, given.around_message);
  if (position === undefined)
    throw new RecollectError('usage', `The conversation has no message ${given.around_message}.`);
  return Math.max(0, position - BEFORE);
}

async function page(
  recall: Recall,
  conversation: RecalledConversation,
  from: number,
  { from: given, offset, tools, max_tokens: tokens }: Input,
): Promise<ReturnType<typeof quoting>> {
  const budget = new TextBudget(tokens);
  const shown: { message: RecalledMessage; text: string }[] = [];
  let next: Place = { position: from, offset: 0 };
  for await (const message of messagesFrom(recall, conversation.id, from)) {
    const before = message.position === given ? offset : 0;
    // An offset that is no page's own may stand within a pair.
    const text = textOf(message, tools).slice(before).toWellFormed();
    // One that doesn't fit begins the next page; only at the beginning of a page is it cut.
    if (budget.spent || (shown.length > 0 && !budget.fits(text))) break;
    const length = budget.spend(text);
    if (text !== '') shown.push({ message, text: cutAt(text, length) });
    next =
      length < text.length
        ? { position: message.position, offset: before + length }
        : { position: message.position + 1, offset: 0 };
  }
  const more = next.position < conversation.messages ? next.position : null;
  const heldBy = conversation.heldBy ?? [];
  const lines = [
    naming(conversation, isoTime(conversation.startedAt)),
    ...(heldBy.length === 0 ? [] : [heldElsewhere(heldBy)]),
    `${conversation.messages} messages, from ${from}${more === null ? ' to the end' : `; the next page begins with ${askedFor(next)}`}`,
    ...shown.flatMap(({ message, text }) => [
      '',
      `[${message.position}] ${message.role} ${isoTime(message.time) ?? ''}`.trimEnd(),
      ...quoted(text),
    ]),
  ];
  return quoting(lines, {
    conversation_id: conversation.id,
    title: conversation.title,
    project: conversation.project,
    held_by: [...heldBy],
    total_messages: conversation.messages,
    next: more,
    next_offset: next.offset,
    messages: shown.map(({ message, text }) => ({
      message_id: message.id,
      position: message.position,
      role: message.role,
      time: isoTime(message.time),
      text,
    })),
  });
}
