/**
 * What a conversation format is to the reader.
 */
import type { z } from 'zod';
import type {
  ConversationFacts,
  FormatName,
  GivenName,
  MessagePart,
  SkipReason,
} from '../../shared/conversation.ts';
import type { SavedSearch } from '../../shared/saved-search.ts';
import type { ByteSource, ReadBuffers } from './blocks.ts';

/** Plain data. */
export type Json = z.core.util.JSONType;

/** A file that is being read. */
export interface SourceFile {
  readonly path: string;
  /** To be read in order, from `offset` on: it may be a stream. */
  readonly handle: ByteSource;
  /** To read into; free again when the format has returned. */
  readonly buffers: ReadBuffers;
  /** Bytes, when it was opened; what is written later is for the next reading. */
  readonly size: number;
  /** ms since 1970. */
  readonly modifiedAt: number;
  /** Where to begin: 0, or the offset of the last checkpoint. */
  readonly offset: number;
  /** The format's own state at that offset; null at the start of a file. */
  readonly state: Json;
}

/** A part as a format gives it; where it may be cut is the sink's business. */
export type UncutPart = Omit<MessagePart, 'pieces'>;

/** Takes what a format finds. */
export interface Sink {
  part(part: UncutPart): void;
  facts(facts: ConversationFacts): void;
  /** What a conversation is named apart from its session: the file needn't hold it. */
  name(name: GivenName): void;
  /** A search that the user had saved: only Recollect's own archive has them. */
  savedSearch(search: SavedSearch): void;
  /** `name` is what the thing that was left out is called, where it has a name. */
  skip(reason: SkipReason, offset: number, name?: string): void;
  /** What follows is of this format: for files that hold the conversations of several. */
  as(format: FormatName): Promise<void>;
  /** A batch's worth has come together: call `checkpoint` at the next place where reading could begin again. */
  readonly full: boolean;
  /** Everything before `offset` has been given; resolves when there is room for more. */
  checkpoint(offset: number, state: Json): Promise<void>;
}

/** How one kind of file is read. */
export interface Format {
  /** Null for a file that holds the conversations of several formats: it calls `Sink.as`. */
  readonly name: FormatName | null;
  /** True where a grown file can be read from its last checkpoint; others are read whole each time. */
  readonly resumable: boolean;
  /**
   * True where each conversation is given whole, with a revision: it replaces itself, and those that a reading
   * doesn't give stay. The format's own state is handed to the next reading, which begins at the file's start.
   */
  readonly wholeConversations?: boolean;
  /** True where the file is opened by its path, such as a database: it can't be read inside of a zip. */
  readonly opensPath?: boolean;
  /** True where what is read is one state by itself, even while the file is written. */
  readonly readsSnapshot?: boolean;
  /** True where a file is read more than once: what can be read only once must be kept aside first. */
  readonly rereads?: boolean;
  /**
   * Whether the first line of a file says by itself that it is of this format, and of no other: all formats are asked
   * this before any is asked the longer question.
   */
  tellsAtOnce?(head: Buffer): boolean;
  /** Whether a file that begins with `head` (64 KB at most) is of this format. */
  recognises(head: Buffer, path: string): boolean;
  /**
   * Gives all that the file holds from `file.offset` on, and returns the last checkpoint.
   *
   * @throws EarlierTextChanged if what is new takes back something that an earlier reading gave.
   */
  read(file: SourceFile, sink: Sink, signal: AbortSignal): Promise<{ offset: number; state: Json }>;
}

/** What a grown file holds now takes back what stands before `file.offset`: it is to be read from its start. */
export class EarlierTextChanged extends Error {
  constructor() {
    super('The file takes back what it held before.');
    this.name = 'EarlierTextChanged';
  }
}
