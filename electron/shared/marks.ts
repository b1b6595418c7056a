/**
 * What users note about conversations.
 */
import { z } from 'zod';
import { harmlessLine } from './harmless.ts';

/** A tag: one line, with nothing in it that a terminal would obey or that turns writing around, as it was written. Tags that differ in case only are two. */
export const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((tag) => harmlessLine(tag) === tag, 'is not one line of plain text');

/** The marks of a conversation. `hidden`: search leaves it out unless it is asked for. `tags`: in order. */
export const marksSchema = z.strictObject({
  starred: z.boolean(),
  hidden: z.boolean(),
  tags: z.array(z.string()),
});
export type Marks = z.infer<typeof marksSchema>;

/** The marks of a conversation that nobody marked. */
export const NO_MARKS: Marks = { starred: false, hidden: false, tags: [] };

/** A change of marks: what isn't given stays. */
export const marksChangeSchema = z.strictObject({
  starred: z.boolean().optional(),
  hidden: z.boolean().optional(),
  addTags: z.array(tagSchema).max(50).optional(),
  removeTags: z.array(z.string().max(60)).max(50).optional(),
});
export type MarksChange = z.infer<typeof marksChangeSchema>;
