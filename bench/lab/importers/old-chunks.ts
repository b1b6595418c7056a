/** The chunks of the importer as it was: each message, cut where it is longer than the architecture's window. */
import { splitIntoPieces } from '../../../electron/shared/chunking/split-into-pieces.ts';

/** The window of 512 tokens without [CLS] and [SEP]. */
const LIMITS = { target: 510, maximum: 510 };

/** Chunks of messages. `count` gives the tokens of a text. */
export function oldChunks(messages: readonly string[], count: (text: string) => number): string[] {
  return messages.flatMap((message) => {
    let start = 0;
    return splitIntoPieces(message, count, LIMITS).map(({ end }) => {
      const chunk = message.slice(start, end);
      start = end;
      return chunk;
    });
  });
}
