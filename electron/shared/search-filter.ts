/**
 * How and where to search, as windows ask for it and saved searches keep it.
 */
import { z } from 'zod';
import { roles } from './conversation.ts';

/** How to search. */
export const searchModeSchema = z.enum(['hybrid', 'semantic', 'keyword']);

/** What a hit must satisfy. Dates are of the messages, in ms since 1970: from `after` on, before `before`. */
export const searchFilterSchema = z.strictObject({
  source: z.string().optional(),
  project: z.string().optional(),
  role: z.enum(roles).optional(),
  after: z.number().optional(),
  before: z.number().optional(),
  /** Only what the user starred. */
  starred: z.literal(true).optional(),
  /** Only what has this tag. */
  tag: z.string().optional(),
  /** Only what the user hid from search; without it, that is left out. */
  hidden: z.literal(true).optional(),
  /** Only of this machine, where a server with the history of several is searched. */
  machine: z.string().optional(),
  /** Of every machine, also where the settings say only this one. */
  everyMachine: z.literal(true).optional(),
});
