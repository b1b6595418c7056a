/**
 * Reads a conversation wherever it is: in the library, or else on the server that other machines fill too.
 */
import type { ConversationInfo, StoredMessages } from '../library/conversation-store.ts';
import type { LibraryReader } from '../library/library.ts';
import type { RemoteConversation, RemoteConversations } from './remote-conversations.ts';

/** A conversation; `heldBy` names the machines that have it where this one has not, and is empty where it has. */
export interface ReadConversation extends ConversationInfo {
  readonly heldBy: readonly string[];
}

/** What is asked of the library. */
type ReadLibrary = Pick<
  LibraryReader['read'],
  'conversationHeader' | 'conversationMessages' | 'findInConversation' | 'messagePosition'
>;

/** Reads conversations. All reject with a RecollectError where a server is asked and doesn't answer. */
export class ConversationReader {
  private readonly library: ReadLibrary;
  private readonly server: () => Promise<RemoteConversations | null>;

  /** `server` gives the collection that is in use, or null. */
  constructor(library: ReadLibrary, server: () => Promise<RemoteConversations | null>) {
    this.library = library;
    this.server = server;
  }

  /** What is known of it; undefined where nobody has it. */
  async header(id: string): Promise<ReadConversation | undefined> {
    const own = await this.library.conversationHeader(id);
    if (own) return { ...own, heldBy: [] };
    const there = await this.elsewhere(id);
    return there && { ...there.info, heldBy: there.machines };
  }

  /** A page of its messages from position `from` on. */
  async messages(id: string, from: number, count: number): Promise<StoredMessages | undefined> {
    const own = await this.library.conversationMessages(id, from, count);
    if (own) return own;
    const there = await this.elsewhere(id);
    return there && { total: there.messages.length, messages: there.messages.slice(from, from + count) };
  }

  /** Positions of the messages that contain `text`, whatever its case. */
  async find(id: string, text: string): Promise<number[] | undefined> {
    const own = await this.library.findInConversation(id, text);
    if (own) return own;
    const wanted = text.toLowerCase();
    const there = await this.elsewhere(id);
    return there?.messages
      .filter(({ parts }) => parts.some((part) => part.text.toLowerCase().includes(wanted)))
      .map(({ position }) => position);
  }

  /** The position of a message. */
  async position(id: string, messageId: string): Promise<number | undefined> {
    const own = await this.library.messagePosition(id, messageId);
    if (own !== undefined || (await this.library.conversationHeader(id))) return own;
    return (await this.elsewhere(id))?.messages.find((message) => message.id === messageId)?.position;
  }

  private async elsewhere(id: string): Promise<RemoteConversation | undefined> {
    return (await (await this.server())?.read(id)) ?? undefined;
  }
}
