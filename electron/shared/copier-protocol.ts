/**
 * What main and the copier process say to each other. The copier keeps compressed copies of source files and restores
 * them; it does one thing after the other, and knows nothing that main has not told it.
 */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** How a segment is compressed; also the ending of its file. */
export const codecs = ['zst', 'gz'] as const;

/**
 * A compressed piece of a file. `start` and `length` are bytes of the original, `hash` is the SHA-256 (hex) of those
 * bytes, `stored` the bytes on the disk. `name` is its file, below the folder of all copies, with `/` between names.
 */
export const segmentSchema = z.strictObject({
  start: z.int().nonnegative(),
  length: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  stored: z.int().nonnegative(),
  name: z.string().regex(/^[0-9a-z]+\/[0-9a-z-]+\.(?:zst|gz)$/),
});
export type Segment = z.infer<typeof segmentSchema>;

/** What is answered. */
export type CopierJob =
  | {
      readonly type: 'keep';
      readonly job: number;
      readonly path: string;
      /** Where segments go, and what the names of this copy's begin with. */
      readonly folder: string;
      readonly copy: number;
      /** What is kept of the file by now, in order. */
      readonly known: readonly Segment[];
    }
  | {
      readonly type: 'restore';
      readonly job: number;
      readonly folder: string;
      readonly segments: readonly Segment[];
      /** The file to write, which must not exist. */
      readonly to: string;
      /** What its time is set to, ms since 1970. */
      readonly modifiedAt: number;
    };

/** main -> copier */
export type CopierRequest = CopierJob | { readonly type: 'exit' };

/** What keeping a file came to. */
export const keptSchema = z.strictObject({
  /** Bytes and time of the original as it is kept now. */
  size: z.int().nonnegative(),
  modifiedAt: z.number(),
  /** So many of the known segments, the first ones, still hold what the file holds. */
  unchanged: z.int().nonnegative(),
  /** What takes the place of the others. */
  added: z.array(segmentSchema),
});
export type Kept = z.infer<typeof keptSchema>;

/** copier -> main */
export const copierReplySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('kept'), job: z.int(), kept: keptSchema }),
  z.strictObject({ type: z.literal('restored'), job: z.int() }),
  z.strictObject({
    type: z.literal('failed'),
    job: z.int(),
    code: z.custom<ErrorCode>((value) => typeof value === 'string'),
    message: z.string(),
  }),
]);
