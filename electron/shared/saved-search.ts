/**
 * Searches that the user keeps.
 */
import { z } from 'zod';
import { searchFilterSchema, searchModeSchema } from './search-filter.ts';

/** A search that is kept under a name. */
export const savedSearchSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  query: z.string().max(4_000),
  mode: searchModeSchema,
  filter: searchFilterSchema,
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;
