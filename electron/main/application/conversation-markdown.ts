/**
 * A conversation as Markdown for the clipboard.
 */
import { RecollectError } from '../../shared/errors.ts';
import { renderMarkdown } from '../exporting/markdown.ts';
import { readParts, type ReadableLibrary } from '../exporting/read-conversations.ts';

/** More than this, in UTF-16 units, is no longer something to paste. */
const LONGEST = 8_000_000;

/**
 * The conversation as a document; undefined where the library has none of that id.
 *
 * @throws RecollectError `export-failed` for one that is too long.
 */
export async function conversationMarkdown(
  library: ReadableLibrary,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const conversation = await library.read.exportedConversation(id);
  if (!conversation) return undefined;
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of renderMarkdown(conversation, readParts(library, conversation.id, signal))) {
    pieces.push(piece);
    length += piece.length;
    if (length > LONGEST)
      throw new RecollectError(
        'export-failed',
        `This conversation is too long to copy. Write it to a file instead: recollect export ${id}`,
      );
  }
  return pieces.join('');
}
