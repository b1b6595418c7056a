/**
 * What main and an embedder process say to each other. Every message carries the generation of the process, so
 * that a late word of one that has been replaced can't be taken for its successor's.
 */
import { z } from 'zod';

/** How often a busy or idle embedder reports that it lives, in ms. */
export const HEARTBEAT_MS = 1_000;

/** main -> embedder */
export type EmbedderRequest =
  /** Embed texts one after the other. A `query` overtakes the documents: it waits for one text at most. */
  | {
      readonly type: 'embed';
      readonly generation: number;
      readonly batch: number;
      readonly kind: 'document' | 'query';
      readonly texts: readonly string[];
    }
  /** Finish the batch in flight, answer it, and exit with 0. */
  | { readonly type: 'exit'; readonly generation: number };

/** embedder -> main */
export const embedderReplySchema = z.discriminatedUnion('type', [
  /** The model is loaded and has embedded a first text. `rssMb`: resident memory in MB. */
  z.strictObject({
    type: z.literal('ready'),
    generation: z.int(),
    rssMb: z.number(),
    dimensions: z.int(),
  }),
  /** `vectors`: `texts.length` rows of `dimensions` floats, each row of norm 1. `tokens`: real ones, padding not counted. */
  z.strictObject({
    type: z.literal('embedded'),
    generation: z.int(),
    batch: z.int(),
    vectors: z.instanceof(Float32Array),
    tokens: z.int().nonnegative(),
    rssMb: z.number(),
  }),
  /** The batch could not be embedded, the process is well. `text` is the index of the text at fault, if known. */
  z.strictObject({
    type: z.literal('failed'),
    generation: z.int(),
    batch: z.int(),
    text: z.int().nullable(),
    message: z.string(),
  }),
  /** The process can't work at all (model missing, damaged): starting it again would not help. */
  z.strictObject({ type: z.literal('unusable'), generation: z.int(), code: z.string(), message: z.string() }),
  z.strictObject({ type: z.literal('alive'), generation: z.int(), rssMb: z.number() }),
]);
export type EmbedderReply = z.infer<typeof embedderReplySchema>;
