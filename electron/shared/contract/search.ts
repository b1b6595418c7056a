/**
 * Searching as the window asks for it and sees it.
 */
import { z } from 'zod';
import { roles } from '../conversation.ts';
import { marksSchema } from '../marks.ts';
import { searchFilterSchema, searchModeSchema } from '../search-filter.ts';

/** What to search for. */
export const searchInputSchema = z.strictObject({
  /** Chosen by the window; a new run with the same one overtakes the run before it, which is then cancelled. */
  ticket: z.string().max(64),
  query: z.string().max(4_000),
  mode: searchModeSchema,
  limit: z.int().min(1).max(200),
  filter: searchFilterSchema,
});
export type SearchInput = z.infer<typeof searchInputSchema>;

/** A conversation that was found, with the message that stands for it. Times are ISO 8601. */
export const searchHitSchema = z.strictObject({
  conversationId: z.string(),
  title: z.string().nullable(),
  source: z.string(),
  project: z.string().nullable(),
  role: z.enum(roles),
  startedAt: z.string().nullable(),
  messageId: z.string(),
  time: z.string().nullable(),
  snippet: z.string(),
  /** Places of the matched words in `snippet`, in UTF-16 units: [start, end, start, end, ...]. */
  matches: z.array(z.int().nonnegative()),
  marks: marksSchema,
  score: z.number(),
  /** The machines that hold the conversation, where a server answered; none where this library did. */
  machines: z.array(z.string()),
});
export type SearchHitView = z.infer<typeof searchHitSchema>;

/** What can be filtered by, with the number of conversations of each. */
export const facetsSchema = z.strictObject({
  sources: z.array(z.strictObject({ name: z.string(), conversations: z.int() })),
  projects: z.array(z.strictObject({ path: z.string(), conversations: z.int() })),
});
export type Facets = z.infer<typeof facetsSchema>;

/** The same of what a search found: of its best 200 conversations. `month`: `2026-03`, the newest first. */
export const foundFacetsSchema = facetsSchema.extend({
  months: z.array(z.strictObject({ month: z.string().regex(/^\d{4}-\d{2}$/), conversations: z.int() })),
});
export type FoundFacets = z.infer<typeof foundFacetsSchema>;

/** The answer. `coverage`: share of chunks that have a vector, 0 to 1. `notes`: what the user should know of it. */
export const searchOutputSchema = z.strictObject({
  ticket: z.string(),
  coverage: z.number(),
  tookMs: z.number(),
  hits: z.array(searchHitSchema),
  notes: z.array(z.string()),
  /** Null in an answer in advance. */
  facets: foundFacetsSchema.nullable(),
});
export type SearchOutput = z.infer<typeof searchOutputSchema>;
