/**
 * Answers agents from a library.
 */
import type { ConversationInfo } from '../library/conversation-store.ts';
import type { LibraryReader } from '../library/library.ts';
import { isInProject } from '../library/project-path.ts';
import type { IndexProgress } from '../library/vector-store.ts';
import type { ConversationReader } from '../qdrant/conversation-reader.ts';
import type { SearchAnswer, SearchRequest } from '../search/search.ts';
import type { Recall, RecalledConversation } from './recall.ts';

/** What answers come from. */
export interface LibraryRecallParts {
  readonly library: LibraryReader;
  /** Where a conversation is read, which may be one that only another machine has. */
  readonly conversations: ConversationReader;
  readonly search: (request: SearchRequest, signal: AbortSignal) => Promise<SearchAnswer>;
  /** How far the active index is. */
  readonly indexProgress: () => Promise<IndexProgress>;
}

/** Conversations that are asked of the library at once while those of a project are looked for. */
const PAGE = 200;

/** Pages that are looked through for a project's conversations. */
const PAGES = 50;

/** Recall from a library. */
export function createLibraryRecall({
  library,
  conversations,
  search,
  indexProgress,
}: LibraryRecallParts): Recall {
  const { read } = library;
  return {
    search,
    conversation: async (id) => {
      const info = await conversations.header(id);
      return info && { ...recalled(info), ...(info.heldBy.length === 0 ? {} : { heldBy: info.heldBy }) };
    },
    messages: async (id, from, count) => (await conversations.messages(id, from, count))?.messages ?? [],
    position: (id, messageId) => conversations.position(id, messageId),
    recent: async (limit, project) => {
      const found: RecalledConversation[] = [];
      let before: number | null = null;
      for (let page = 0; page < PAGES && found.length < limit; page += 1) {
        const conversations = await read.recentConversations(project === undefined ? limit : PAGE, before);
        found.push(...conversations.filter((info) => isAbout(info, project)).map(recalled));
        before = conversations.at(-1)?.updatedAt ?? null;
        // Those without a time come last, all at once.
        if (before === null) break;
      }
      return found.slice(0, limit);
    },
    mentionsOf: async (path, limit) => {
      const rows = await read.mentionsOf(path, limit);
      const mentions = await Promise.all(
        rows.map(async ({ conversationId, messageKey, time, line }) => {
          const info = await read.conversationHeader(conversationId);
          return info && !info.marks.hidden
            ? [{ conversation: recalled(info), messageId: messageKey, time, line }]
            : [];
        }),
      );
      return mentions.flat();
    },
    status: async () => {
      const [counts, progress, newest] = await Promise.all([
        read.counts(),
        indexProgress(),
        read.recentConversations(1, null),
      ]);
      const { conversations, messages, chunks } = counts;
      const { embedded, pending } = progress;
      return { conversations, messages, chunks, embedded, pending, newestAt: newest[0]?.updatedAt ?? null };
    },
  };
}

function isAbout(info: ConversationInfo, project: string | undefined): boolean {
  return project === undefined || isInProject(info.project ?? '', project);
}

function recalled({
  id,
  title,
  project,
  startedAt,
  updatedAt,
  messages,
}: ConversationInfo): RecalledConversation {
  return { id, title, project, startedAt, updatedAt, messages };
}
