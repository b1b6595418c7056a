/**
 * Collects what a format finds into batches, and holds the format back while main has not stored the earlier ones.
 */
import type { FileHandle } from 'node:fs/promises';
import type {
  Container,
  ConversationFacts,
  FormatName,
  GivenName,
  MessagePart,
  SkippedLines,
  SkipReason,
} from '../../shared/conversation.ts';
import type { SavedSearch } from '../../shared/saved-search.ts';
import { CHUNK_LIMITS } from '../../shared/chunking/limits.ts';
import { splitIntoPieces } from '../../shared/chunking/split-into-pieces.ts';
import { BATCH_CHARACTERS, type ReadBatch } from '../../shared/reader-protocol.ts';
import { RecollectError } from '../../shared/errors.ts';
import { fingerprint } from './fingerprint.ts';
import type { Format, Json, Sink, UncutPart } from './format.ts';
import type { TokenCounter } from './token-counter.ts';

/** Sends a batch; resolves when another one may follow. */
export type SendBatch = (batch: ReadBatch) => Promise<void>;

/** The sink of one file. */
export class BatchSink implements Sink {
  private format: FormatName | null;
  private readonly container: Container | null;
  private readonly handle: FileHandle;
  private readonly head: Buffer;
  private readonly countTokens: TokenCounter;
  private readonly send: SendBatch;
  private mode: ReadBatch['mode'];
  private characters = 0;
  private parts: MessagePart[] = [];
  private conversations: ConversationFacts[] = [];
  private names: GivenName[] = [];
  private savedSearches: SavedSearch[] = [];
  private skipped = new Map<SkipReason, SkippedLines>();
  private offset = 0;
  private state: Json = null;

  constructor(
    format: Format,
    handle: FileHandle,
    head: Buffer,
    mode: ReadBatch['mode'],
    countTokens: TokenCounter,
    send: SendBatch,
  ) {
    this.format = format.name;
    this.container = containerOf(format);
    this.handle = handle;
    this.head = head;
    this.mode = mode;
    this.countTokens = countTokens;
    this.send = send;
  }

  get full(): boolean {
    return this.characters >= BATCH_CHARACTERS;
  }

  part(part: UncutPart): void {
    const pieces: number[] = [];
    if (part.kind === 'text') {
      for (const { end, tokens } of splitIntoPieces(part.text, this.countTokens, CHUNK_LIMITS)) {
        pieces.push(end, tokens);
      }
    }
    this.parts.push({ ...part, pieces });
    this.characters += part.text.length + 200;
  }

  facts(facts: ConversationFacts): void {
    this.conversations.push(facts);
  }

  name(name: GivenName): void {
    this.names.push(name);
    this.characters += name.name.length + 100;
  }

  savedSearch(search: SavedSearch): void {
    this.savedSearches.push(search);
  }

  skip(reason: SkipReason, offset: number, name?: string): void {
    const known = this.skipped.get(reason);
    const firstName = known ? known.firstName : name;
    this.skipped.set(reason, {
      reason,
      count: (known?.count ?? 0) + 1,
      firstOffset: known?.firstOffset ?? offset,
      ...(firstName === undefined ? {} : { firstName }),
    });
  }

  async as(format: FormatName): Promise<void> {
    if (this.format === format) return;
    // What a batch holds is of one format.
    if (this.parts.length + this.conversations.length + this.names.length > 0)
      await this.close(this.offset, this.state);
    this.format = format;
  }

  checkpoint(offset: number, state: Json): Promise<void> {
    return this.close(offset, state);
  }

  /** Sends what is left as the file's last batch; `seen` is the file as it was read. */
  finish(offset: number, state: Json, seen: NonNullable<ReadBatch['seen']>): Promise<void> {
    return this.close(offset, state, seen);
  }

  private async close(offset: number, state: Json, seen?: ReadBatch['seen']): Promise<void> {
    const { format } = this;
    if (!format) throw new RecollectError('internal', 'It is not known of which format the file is.');
    this.offset = offset;
    this.state = state;
    const batch: ReadBatch = {
      mode: this.mode,
      last: seen !== undefined,
      ...(seen ? { seen } : {}),
      checkpoint: {
        format,
        offset,
        ...fingerprint(this.handle, offset, this.head),
        state,
      },
      ...(this.container ? { container: this.container } : {}),
      conversations: this.conversations,
      parts: this.parts,
      skipped: [...this.skipped.values()],
      ...(this.names.length > 0 ? { names: this.names } : {}),
      ...(this.savedSearches.length > 0 ? { savedSearches: this.savedSearches } : {}),
    };
    this.mode = 'continue';
    this.characters = 0;
    this.parts = [];
    this.conversations = [];
    this.names = [];
    this.savedSearches = [];
    this.skipped = new Map();
    await this.send(batch);
  }
}

function containerOf({ name, readsSnapshot }: Format): Container | null {
  if (name === null) return 'collection';
  return readsSnapshot === true ? 'database' : null;
}
