/**
 * Sources as the window shows them: folders and files that the library is kept in step with.
 */
import { z } from 'zod';
import { failureSchema } from './failure.ts';

const count = z.int().nonnegative();

/** A folder of histories that was found on this machine. */
export const discoveredSourceSchema = z.strictObject({
  path: z.string(),
  format: z.string(),
  files: count,
  bytes: z.number().nonnegative(),
  /** It is a source already. */
  known: z.boolean(),
});
export type DiscoveredSource = z.infer<typeof discoveredSourceSchema>;

/** A source of the library. */
export const sourceSchema = z.strictObject({
  id: z.int(),
  path: z.string(),
  /** What people call it, where that says more than the path. */
  name: z.string().nullable(),
  origin: z.enum(['discovered', 'added']),
  state: z.enum(['watched', 'paused', 'missing']),
  files: z.strictObject({ total: count, done: count, pending: count, failed: count, missing: count }),
  bytes: z.number().nonnegative(),
  conversations: count,
  /** Files by format, the most first. */
  formats: z.array(z.strictObject({ format: z.string(), files: count })),
  /** Its files of which compressed copies are kept, and what those take on the disk. */
  copies: z.strictObject({ files: count, storedBytes: z.number().nonnegative() }),
});
export type Source = z.infer<typeof sourceSchema>;

/** What was restored of the copies of a source's files: how many, in which folder, and what could not be. */
export const restoredOriginalsSchema = z.strictObject({
  folder: z.string(),
  files: count,
  failed: z.array(z.strictObject({ path: z.string(), message: z.string() })),
});
export type RestoredOriginals = z.infer<typeof restoredOriginalsSchema>;

/** What became of a path that was given. */
export const addedPathSchema = z.strictObject({
  path: z.string(),
  outcome: z.enum(['added', 'already-known', 'refused']),
  /** Why it was refused, or what it is part of; a sentence. */
  message: z.string().nullable(),
});
export type AddedPath = z.infer<typeof addedPathSchema>;

/** A file that could not be read, a text that could not be embedded, or lines that were left out. */
export const failureRowSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string(), failure: failureSchema, attempts: count }),
  z.strictObject({
    kind: z.literal('text'),
    conversationId: z.string(),
    title: z.string().nullable(),
    reason: z.string(),
    at: z.number(),
  }),
  z.strictObject({
    kind: z.literal('lines'),
    path: z.string(),
    reason: z.string(),
    count,
    /** What the first is called, such as a conversation's title; null where it has no name. */
    firstName: z.string().nullable(),
  }),
]);
export type FailureRow = z.infer<typeof failureRowSchema>;
