/**
 * How large a chunk is, in tokens of the model's own tokenizer.
 */

/**
 * `target`: neighbouring texts are joined up to this; vectors of about 60 to 120 tokens find more than longer ones.
 * `maximum`: the model's window of 256 without [CLS] and [SEP]; whatever is past it could never be found.
 */
export const CHUNK_LIMITS = { target: 120, maximum: 254 } as const;

/** Part of an index's identity: vectors of another version's chunks aren't mixed with these. */
export const CHUNKER_VERSION = 1;
