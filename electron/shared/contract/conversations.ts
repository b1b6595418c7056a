/**
 * Conversations as the window reads them. Times in ms since 1970.
 */
import { z } from 'zod';
import { partKinds, roles } from '../conversation.ts';
import { marksSchema } from '../marks.ts';
import { foundFacetsSchema } from './search.ts';

/** How to go on with a conversation in its own agent: a command to paste, a page to open, or why there is neither. */
export const resumeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), command: z.string() }),
  z.strictObject({ kind: z.literal('link'), url: z.string() }),
  z.strictObject({ kind: z.literal('none'), why: z.string() }),
]);
export type Resume = z.infer<typeof resumeSchema>;

/** What is known about a conversation; `id` is `<format>:<key>`, as in a search hit. */
export const conversationHeaderSchema = z.strictObject({
  id: z.string(),
  title: z.string().nullable(),
  source: z.string(),
  project: z.string().nullable(),
  kind: z.enum(['main', 'subagent', 'document']),
  parent: z.string().nullable(),
  startedAt: z.number().nullable(),
  updatedAt: z.number().nullable(),
  messages: z.int().nonnegative(),
  /** The files that hold it. They may have gone since. */
  paths: z.array(z.string()),
  resume: resumeSchema,
  marks: marksSchema,
  /** The machines that have it where this one has not: it is read from a server, and nothing can be done to it. */
  heldBy: z.array(z.string()),
});
export type ConversationHeader = z.infer<typeof conversationHeaderSchema>;

/** Conversations that pass a filter, the newest first, and how many have what else could be filtered by. */
export const browsedSchema = z.strictObject({
  conversations: z.array(conversationHeaderSchema),
  facets: foundFacetsSchema,
});

/** One message. Tool calls and results are parts of their own, in order. */
export const messageViewSchema = z.strictObject({
  id: z.string(),
  /** Its place in the conversation, from 0. */
  position: z.int().nonnegative(),
  role: z.enum(roles),
  time: z.number().nullable(),
  parts: z.array(z.strictObject({ kind: z.enum(partKinds), text: z.string() })),
});
export type MessageView = z.infer<typeof messageViewSchema>;

/** A page of messages from `from` on, and the number of all. */
export const messagePageSchema = z.strictObject({
  from: z.int().nonnegative(),
  total: z.int().nonnegative(),
  messages: z.array(messageViewSchema),
});
export type MessagePage = z.infer<typeof messagePageSchema>;

/** Messages a page holds at the most. */
export const MESSAGE_PAGE = 200;
