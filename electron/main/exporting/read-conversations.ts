/**
 * Streams conversations out of the library.
 */
import type { ExportCursor, ExportedConversation, ExportedPart } from '../library/export-store.ts';
import type { LibraryReader } from '../library/library.ts';

/** What an export needs of a library. */
export type ReadableLibrary = Pick<LibraryReader, 'read'>;

const CONVERSATIONS = 200;
const PARTS = 200;

/** The id of a conversation as search hits name it. */
export function conversationId({ format, key }: Pick<ExportedConversation, 'format' | 'key'>): string {
  return `${format}:${key}`;
}

/** All conversations, or those whose ids are in `ids`. */
export async function* readConversations(
  { read }: ReadableLibrary,
  ids: ReadonlySet<string> | null,
  signal: AbortSignal,
): AsyncGenerator<ExportedConversation> {
  for (let after = 0; ;) {
    signal.throwIfAborted();
    const page = await read.conversationPage(after, CONVERSATIONS);
    for (const conversation of page) {
      if (!ids || ids.has(conversationId(conversation))) yield conversation;
    }
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** The parts of a conversation in order. */
export async function* readParts(
  { read }: ReadableLibrary,
  conversation: number,
  signal: AbortSignal,
): AsyncGenerator<ExportedPart> {
  for (let after: ExportCursor | null = null; ;) {
    signal.throwIfAborted();
    const page: ExportedPart[] = await read.conversationParts(conversation, after, PARTS);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.cursor;
  }
}
