/**
 * The lines of Recollect's own archive: a header, then each conversation followed by the parts of its messages in
 * order. Formats, keys and uids are those of the library, so that what an archive holds is known where it was read
 * from its own source before, or is later.
 */
import { z } from 'zod';
import { harmlessLine } from './harmless.ts';
import { marksSchema, tagSchema, type Marks } from './marks.ts';
import { savedSearchSchema } from './saved-search.ts';
import { conversationFactsSchema, formatNames, partKinds, roles } from './conversation.ts';

/** The first line. A reader takes archives of its own version. */
export const archiveHeader = { recollect: 'archive', version: 1 } as const;
export const archiveHeaderSchema = z.object({ recollect: z.literal('archive'), version: z.literal(1) });

/** Marks of an archive, which anybody may have written: its tags are such as can be given here, or are left out. */
const archivedMarksSchema = marksSchema.transform(({ tags, ...marks }) => ({
  ...marks,
  tags: tags.flatMap((tag) => tagSchema.safeParse(harmlessLine(tag)).data ?? []),
}));

/** A conversation. Times in ms since 1970. */
export const archivedConversationSchema = z.object({
  conversation: z.string().min(1),
  format: z.enum(formatNames),
  kind: conversationFactsSchema.shape.kind.unwrap(),
  project: z.string().optional(),
  title: conversationFactsSchema.shape.title,
  parent: z.string().optional(),
  revision: z.number().optional(),
  marks: archivedMarksSchema.optional(),
});
export type ArchivedConversation = z.infer<typeof archivedConversationSchema>;

/** A saved search. They come before the conversations; earlier versions pass over them. */
export const archivedSearchSchema = z.object({ savedSearch: savedSearchSchema });

/** A part of a message of the conversation before it. `uid`: 16 bytes in hex. */
export const archivedPartSchema = z.object({
  message: z.string().min(1),
  uid: z.string().regex(/^[0-9a-f]{32}$/),
  role: z.enum(roles),
  kind: z.enum(partKinds),
  time: z.number().nullable(),
  sortTime: z.number(),
  text: z.string().min(1),
});
export type ArchivedPart = z.infer<typeof archivedPartSchema>;

/** A conversation as its line. */
export function encodeConversation(row: {
  readonly key: string;
  readonly format: ArchivedConversation['format'];
  readonly kind: ArchivedConversation['kind'];
  readonly project: string | null;
  readonly title: string | null;
  readonly titleRank: number;
  readonly parent: string | null;
  readonly revision: number | null;
  readonly marks: Marks;
}): ArchivedConversation {
  const { key, format, kind, project, title, titleRank, parent, revision, marks } = row;
  return {
    conversation: key,
    format,
    kind,
    ...(project === null ? {} : { project }),
    ...(title === null || title === '' ? {} : { title: { text: title, rank: Math.max(1, titleRank) } }),
    ...(parent === null ? {} : { parent }),
    ...(revision === null ? {} : { revision }),
    ...(marks.starred || marks.hidden || marks.tags.length > 0 ? { marks } : {}),
  };
}

/** A part as its line. */
export function encodePart(row: Omit<ArchivedPart, 'uid'> & { readonly uid: Uint8Array }): ArchivedPart {
  const { message, uid, role, kind, time, sortTime, text } = row;
  const hex = Array.from(uid, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { message, uid: hex, role, kind, time, sortTime, text };
}
