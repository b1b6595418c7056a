/**
 * What main and the reader process say to each other. Jobs (a file each) wait in the reader and are done one after
 * the other; it sends batches, which main stores, several in one transaction, and then acknowledges. The reader holds
 * back while more than `UNACKNOWLEDGED_BYTES` wait.
 */
import { z } from 'zod';
import {
  containers,
  conversationFactsSchema,
  formatNames,
  givenNameSchema,
  messagePartSchema,
  skippedLinesSchema,
} from './conversation.ts';
import type { ErrorCode } from './errors.ts';
import { savedSearchSchema } from './saved-search.ts';

/**
 * Bytes of batches that the reader may have sent without an acknowledgement before it holds back. So much is stored
 * in one transaction at most: fewer transactions cost less, smaller ones hold up other writers less.
 */
export const UNACKNOWLEDGED_BYTES = 4 * 1024 * 1024;

/** Characters of text after which the reader closes a batch. Small, so that main's event loop is never held up. */
export const BATCH_CHARACTERS = 256 * 1024;

/** A reader that says nothing for this long while it has a job is hung, in ms; it says something every second. */
export const READER_SILENCE_MS = 30_000;

/**
 * How far a file has been read, committed with the text it yielded. The next read starts here when the file
 * still begins and continues with the same bytes.
 */
export const checkpointSchema = z.strictObject({
  format: z.enum(formatNames),
  /** Bytes consumed: the end of the last line that was read. */
  offset: z.int().nonnegative(),
  /** SHA-256 (hex) of the first `min(4096, offset)` bytes. */
  headHash: z.string(),
  /** SHA-256 (hex) of the last `min(4096, offset)` bytes before `offset`. */
  tailHash: z.string(),
  /** What the format needs to go on: plain data of its own, opaque to everybody else. */
  state: z.json(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** main -> reader */
export type ReaderRequest =
  | {
      readonly type: 'read';
      readonly job: number;
      readonly path: string;
      readonly checkpoint: Checkpoint | null;
    }
  /** The next so many batches, in the order in which they were sent, are stored, or were dropped with their job. */
  | { readonly type: 'acknowledge'; readonly batches: number }
  | { readonly type: 'cancel'; readonly job: number }
  | { readonly type: 'exit' };

/** One piece of a file: everything between the previous checkpoint and this one. */
export const readBatchSchema = z.strictObject({
  /**
   * `replace`: the first batch of a file that is read from its start; what the file gave before and doesn't give
   * again goes when its last batch is committed. `update`: the first batch of a file whose conversations have
   * revisions and replace themselves, each its own; those that aren't given stay. `continue`: every other batch.
   */
  mode: z.enum(['continue', 'replace', 'update']),
  /** The file's last batch: it has been read to its end, or to a torn last line. */
  last: z.boolean(),
  checkpoint: checkpointSchema,
  /** With the last batch: the file as it was when it was opened. A scan that sees just this has nothing to add. */
  seen: z.strictObject({ size: z.int().nonnegative(), modifiedAt: z.number() }).optional(),
  /** Absent for a history of one agent's. */
  container: z.enum(containers).optional(),
  conversations: z.array(conversationFactsSchema),
  parts: z.array(messagePartSchema),
  skipped: z.array(skippedLinesSchema),
  /** In the order of the file: of one conversation the last name counts. */
  names: z.array(givenNameSchema).optional(),
  /** From Recollect's own archive. One whose name is taken is passed over. */
  savedSearches: z.array(savedSearchSchema).optional(),
});
export type ReadBatch = z.infer<typeof readBatchSchema>;

/** A batch as it travels: JSON in UTF-8. Whoever hands it on has nothing to copy but bytes. */
export function encodeBatch(batch: ReadBatch): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(batch));
}

/** The batch that travelled as `bytes`. @throws where they hold none. */
export function decodeBatch(bytes: Uint8Array): ReadBatch {
  return readBatchSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** reader -> main */
export const readerReplySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  /** `batch` is parsed by the library thread, which stores it: parsing it here would hold up main. */
  z.strictObject({ type: z.literal('batch'), job: z.int(), batch: z.instanceof(Uint8Array) }),
  /** All batches of the job have been sent. `bytes` were read from the disk; `rssMb` as below. */
  z.strictObject({ type: z.literal('done'), job: z.int(), bytes: z.number(), rssMb: z.number() }),
  z.strictObject({
    type: z.literal('failed'),
    job: z.int(),
    code: z.custom<ErrorCode>((value) => typeof value === 'string'),
    message: z.string(),
  }),
  /** Once a second while a job runs. `rssMb` is the reader's resident memory in MB. */
  z.strictObject({ type: z.literal('alive'), job: z.int(), offset: z.number(), rssMb: z.number() }),
]);
export type ReaderReply = z.infer<typeof readerReplySchema>;
