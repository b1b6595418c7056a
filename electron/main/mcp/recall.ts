/**
 * What agents can ask of the library, whoever answers: the running app, or a program that only reads the library.
 * Times in ms since 1970; a conversation's id is `<format>:<key>`.
 */
import type { Role, PartKind } from '../../shared/conversation.ts';
import type { SearchAnswer, SearchRequest } from '../search/search.ts';

/** A conversation as an agent sees it. */
export interface RecalledConversation {
  readonly id: string;
  readonly title: string | null;
  readonly project: string | null;
  readonly startedAt: number | null;
  readonly updatedAt: number | null;
  readonly messages: number;
  /** The machines that have it, where the one that answers has not: what was said is all that is known of it. */
  readonly heldBy?: readonly string[];
}

/** A message with its parts in order. */
export interface RecalledMessage {
  readonly id: string;
  readonly position: number;
  readonly role: Role;
  readonly time: number | null;
  readonly parts: readonly { readonly kind: PartKind; readonly text: string }[];
}

/** A conversation that touched a file, with the line that says so. */
export interface FileMention {
  readonly conversation: RecalledConversation;
  readonly messageId: string;
  readonly time: number | null;
  readonly line: string;
}

/** What the library holds and how far the index is. */
export interface RecallStatus {
  readonly conversations: number;
  readonly messages: number;
  readonly chunks: number;
  readonly embedded: number;
  readonly pending: number;
  /** When the newest conversation was last spoken in. */
  readonly newestAt: number | null;
}

/** Answers for agents. All reject with a RecollectError. */
export interface Recall {
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchAnswer>;
  /** Undefined where the library has no such conversation. */
  conversation(id: string): Promise<RecalledConversation | undefined>;
  messages(id: string, from: number, count: number): Promise<readonly RecalledMessage[]>;
  /** The position of a message; undefined where there is none. */
  position(id: string, messageId: string): Promise<number | undefined>;
  /** The newest first; with `project`, only of projects that have these folders in their path. */
  recent(limit: number, project: string | undefined): Promise<readonly RecalledConversation[]>;
  /** Conversations in which an agent's tools touched a path that ends with `path`, the newest first. */
  mentionsOf(path: string, limit: number): Promise<readonly FileMention[]>;
  status(): Promise<RecallStatus>;
}

/** Stores what an agent was asked to remember. Whether it may is not asked here. */
export interface Notes {
  /** Resolves with the path of the note. */
  remember(text: string, title: string | undefined): Promise<string>;
}
