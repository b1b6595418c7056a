/**
 * The tool `get_conversation`: a page of one conversation's messages.
 */
import { z } from 'zod';
import { roles } from '../../../shared/conversation.ts';
import { RecollectError } from '../../../shared/errors.ts';
import { heldElsewhere } from '../../../shared/held-elsewhere.ts';
import { UNTRUSTED, called, counted, failing, isoTime, naming, noticed, quoted, quoting } from '../answer.ts';
import { meantConversation } from '../meant-conversation.ts';
import { askedFor, messagesFrom, textOf, type Place } from '../messages-from.ts';
import type { Recall, RecalledConversation } from '../recall.ts';
import { meantIds, shownId } from '../shown-id.ts';
import { cutAt, TextBudget } from '../text-budget.ts';
import { LEAST_TOKENS, noted } from './listing.ts';
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
    .min(LEAST_TOKENS)
    .max(100_000)
    .default(10_000)
    .describe('About how long the answer may be, its structured part included.'),
};
type Input = z.infer<z.ZodObject<typeof input>>;

const output = {
  ...noticed,
  ...noted,
  conversation_id: z.string(),
  title: z.string().nullable(),
  project: z.string().nullable(),
  held_by: z
    .array(z.string())
    .describe('The machines that have it, where this one has not: tool calls are left out then.'),
  total_messages: z.int(),
  next: z.int().nullable().describe('The position at which the next page begins, null at the end.'),
  next_offset: z.int().describe('Characters of the message at next that were shown already.'),
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

/** About what an answer has besides, to be counted: what is said as text and as data, and the rest of the data. */
const PAGE_FRAME = [
  `${UNTRUSTED} 10000 messages, from 10000; the next page begins with from: 10000, offset: 100000`.repeat(2),
  '100 messages of tools only left out: tools shows them.'.repeat(2),
  '"notice":"","notes":["",""],"next":10000,"next_offset":100000,"messages":[]',
].join(' ');

/** Messages before the one that a page is to be around, and the part of the page that they may take. */
const BEFORE = 2;
const PART_BEFORE = 0.25;

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

/** Where the page begins: `from`, or so much before the message that it is to be around that this has its place. */
async function start(recall: Recall, { id }: RecalledConversation, given: Input): Promise<number> {
  if (given.from !== undefined || given.around_message === undefined) return given.from ?? 0;
  const position = await positionOf(recall, id, given.around_message);
  const before = await recall.messages(id, Math.max(0, position - BEFORE), Math.min(BEFORE, position));
  const budget = new TextBudget(given.max_tokens * PART_BEFORE, 'twice');
  let from = position;
  for (const message of [...before].reverse()) {
    if (!budget.fits(textOf(message, given.tools))) break;
    budget.spend(textOf(message, given.tools));
    from = message.position;
  }
  return from;
}

async function positionOf(recall: Recall, id: string, given: string): Promise<number> {
  for (const message of meantIds(given)) {
    const position = await recall.position(id, message);
    if (position !== undefined) return position;
  }
  throw new RecollectError('usage', `The conversation has no message ${shownId(given)}.`);
}

async function page(
  recall: Recall,
  conversation: RecalledConversation,
  from: number,
  { from: given, offset, tools, max_tokens: tokens }: Input,
): Promise<ReturnType<typeof quoting>> {
  const budget = new TextBudget(tokens, 'twice');
  const heldBy = conversation.heldBy ?? [];
  const held = heldBy.length === 0 ? [] : [heldElsewhere(heldBy)];
  const about = {
    conversation_id: shownId(conversation.id),
    ...called(conversation),
    held_by: [...heldBy],
    total_messages: conversation.messages,
  };
  const heading = naming(conversation, isoTime(conversation.startedAt));
  budget.charge([PAGE_FRAME, heading, ...held, ...held, JSON.stringify(about)].join('\n'));
  const shown: { head: string; about: MessageAbout; text: string }[] = [];
  let silent = 0;
  let next: Place = { position: from, offset: 0 };
  for await (const message of messagesFrom(recall, conversation.id, from)) {
    const before = message.position === given ? offset : 0;
    // An offset that is no page's own may stand within a pair.
    const text = textOf(message, tools).slice(before).toWellFormed();
    if (text === '') silent += 1;
    else {
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
  const notes = [
    ...held,
    extentOf(conversation, from, more === null ? null : next),
    ...(silent > 0 && !tools
      ? [`${counted(silent, 'message')} of tools only left out: tools shows them.`]
      : []),
  ];
  const lines = [heading, ...notes, ...shown.flatMap(({ head, text }) => ['', head, ...quoted(text)])];
  return quoting(lines, {
    ...about,
    notes,
    next: more,
    next_offset: more === null ? 0 : next.offset,
    messages: shown.map(({ about: aboutIt, text }) => ({ ...aboutIt, text })),
  });
}

/** What part of the conversation a page shows. */
function extentOf({ messages }: RecalledConversation, from: number, next: Place | null): string {
  const all = counted(messages, 'message');
  if (from >= messages && from > 0)
    return `${all}: there is none at ${from}, the last is at ${messages - 1}.`;
  return `${all}, from ${from}${next === null ? ' to the end' : `; the next page begins with ${askedFor(next)}`}`;
}
