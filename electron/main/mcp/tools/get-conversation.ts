/**
 * The tool `get_conversation`: a page of one conversation's messages.
 */
import { z } from 'zod';
import { roles } from '../../../shared/conversation.ts';
import { RecollectError } from '../../../shared/errors.ts';
import { heldElsewhere } from '../../../shared/held-elsewhere.ts';
import { failing, isoTime, naming, oneLine, quoted, quoting, UNTRUSTED } from '../answer.ts';
import { meantConversation } from '../meant-conversation.ts';
import { askedFor, messagesFrom, textOf, type Place } from '../messages-from.ts';
import type { Recall, RecalledConversation } from '../recall.ts';
import { meantIds, shownId } from '../shown-id.ts';
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
  max_tokens: z
    .int()
    .min(200)
    .max(100_000)
    .default(10_000)
    .describe('About how long the answer may be, its structured part included.'),
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

/** A message without its text. */
type MessageAbout = Omit<z.infer<typeof output.messages>[number], 'text'>;

/** About what an answer has besides, to be counted: where it begins and ends, as text and as data. */
const PAGE_FRAME =
  '10000 messages, from 10000; the next page begins with from: 10000, offset: 100000 "next":10000,"next_offset":100000,"messages":[]';

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
        const conversation = await meantConversation(recall, given.conversation_id);
        return await page(recall, conversation, await start(recall, conversation, given), given);
      } catch (error) {
        return failing(error);
      }
    },
  );
};

async function start(recall: Recall, { id }: RecalledConversation, given: Input): Promise<number> {
  if (given.from !== undefined || given.around_message === undefined) return given.from ?? 0;
  for (const message of meantIds(given.around_message)) {
    const position = await recall.position(id, message);
    if (position !== undefined) return Math.max(0, position - BEFORE);
  }
  throw new RecollectError('usage', `The conversation has no message ${shownId(given.around_message)}.`);
}

async function page(
  recall: Recall,
  conversation: RecalledConversation,
  from: number,
  { from: given, offset, tools, max_tokens: tokens }: Input,
): Promise<ReturnType<typeof quoting>> {
  const budget = new TextBudget(tokens, 'twice');
  const title = conversation.title === null ? null : oneLine(conversation.title);
  const heldBy = conversation.heldBy ?? [];
  const held = heldBy.length === 0 ? [] : [heldElsewhere(heldBy)];
  const about = {
    conversation_id: shownId(conversation.id),
    title,
    project: conversation.project,
    held_by: [...heldBy],
    total_messages: conversation.messages,
  };
  const heading = naming(conversation, isoTime(conversation.startedAt));
  budget.charge([UNTRUSTED, heading, ...held, PAGE_FRAME, JSON.stringify(about)].join('\n'));
  const shown: { head: string; about: MessageAbout; text: string }[] = [];
  let next: Place = { position: from, offset: 0 };
  for await (const message of messagesFrom(recall, conversation.id, from)) {
    const before = message.position === given ? offset : 0;
    // An offset that is no page's own may stand within a pair.
    const text = textOf(message, tools).slice(before).toWellFormed();
    if (text !== '') {
      const head = `[${message.position}] ${message.role} ${isoTime(message.time) ?? ''}`.trimEnd();
      const { position, role } = message;
      const aboutIt = { message_id: shownId(message.id), position, role, time: isoTime(message.time) };
      budget.charge(`\n${head}\n   > ${JSON.stringify({ ...aboutIt, text: '' })},`);
      if (shown.length === 0) budget.makeRoom();
      // One that doesn't fit begins the next page; only at the beginning of a page is it cut.
      else if (budget.spent || !budget.fits(text)) break;
      const length = budget.spend(text);
      shown.push({ head, about: aboutIt, text: cutAt(text, length) });
      if (length < text.length) {
        next = { position, offset: before + length };
        break;
      }
    }
    next = { position: message.position + 1, offset: 0 };
  }
  const more = next.position < conversation.messages ? next.position : null;
  const lines = [
    heading,
    ...held,
    `${conversation.messages} messages, from ${from}${more === null ? ' to the end' : `; the next page begins with ${askedFor(next)}`}`,
    ...shown.flatMap(({ head, text }) => ['', head, ...quoted(text)]),
  ];
  return quoting(lines, {
    ...about,
    next: more,
    next_offset: next.offset,
    messages: shown.map(({ about: aboutIt, text }) => ({ ...aboutIt, text })),
  });
}
