/** The chunks that Recollect makes of a conversation, without a library. */
import { CHUNK_LIMITS } from '../../../electron/shared/chunking/limits.ts';
import { splitIntoPieces } from '../../../electron/shared/chunking/split-into-pieces.ts';
import { packChunks } from '../../../electron/main/library/chunker.ts';

/** Chunks of messages in which user and assistant take turns. `count` gives the tokens of a text. */
export function shippedChunks(messages: readonly string[], count: (text: string) => number): string[] {
  const parts = messages.map((text, messageId) => ({
    messageId,
    role: messageId % 2 === 0 ? ('user' as const) : ('assistant' as const),
    text,
    pieces: splitIntoPieces(text, count, CHUNK_LIMITS),
    startsMessage: true,
  }));
  return packChunks(parts).map(({ text }) => text);
}
