/**
 * Brings the library in step with what a file holds: what it gives is stored, what it no longer gives is removed, and the
 * conversations that changed are packed into chunks anew.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { FileVersion } from '../../shared/file-version.ts';
import type { ConversationRowId, FileId, TextId } from '../../shared/ids.ts';
import type { ReadBatch } from '../../shared/reader-protocol.ts';
import { ChangedPlaces, positionOf } from './changed-places.ts';
import { ConversationChunks } from './conversation-chunks.ts';
import { ConversationRevisions } from './conversation-revisions.ts';
import { GivenNames } from './given-names.ts';
import { ListedPrompts } from './listed-prompts.ts';
import { MarkStore } from './mark-store.ts';
import { MessageStore, type OpenConversation } from './message-store.ts';
import type { Orphan } from './orphan.ts';
import { OrphanStore } from './orphan-store.ts';
import { ReadingState } from './reading-state.ts';
import { TextStore } from './text-store.ts';
import { Transcripts } from './transcripts.ts';

/** What a batch changed. */
export interface StoredBatch {
  readonly newMessages: number;
  readonly skippedLines: number;
}

/** Stores batches and removes files. Call it in a transaction. */
export class FileContents {
  private readonly database: DatabaseSync;
  private readonly texts: TextStore;
  private readonly messages: MessageStore;
  private readonly chunks: ConversationChunks;
  private readonly revisions: ConversationRevisions;
  private readonly marks: MarkStore;
  private readonly names: GivenNames;
  private readonly listedPrompts: ListedPrompts;
  private readonly transcripts: Transcripts;
  private readonly orphans: OrphanStore;
  private readonly readings: ReadingState;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.texts = new TextStore(database);
    this.messages = new MessageStore(database, this.texts);
    this.chunks = new ConversationChunks(database, this.texts);
    this.revisions = new ConversationRevisions(database);
    this.marks = new MarkStore(database);
    this.names = new GivenNames(database);
    this.listedPrompts = new ListedPrompts(database);
    this.transcripts = new Transcripts(database);
    this.orphans = new OrphanStore(database);
    this.readings = new ReadingState(database);
  }

  /** Stores a batch, and how far its file has been read with it. `before`: as in `FileBatch`. */
  store(file: FileId, batch: ReadBatch, before: FileVersion | null): StoredBatch {
    const { generation, replacing } = this.readings.of(file, batch);
    const format = batch.checkpoint.format;
    const conversations = new Map<string, OpenConversation>();
    const conversationOf = (key: string): OpenConversation => {
      const conversation = conversations.get(key) ?? this.messages.open(format, key);
      conversations.set(key, conversation);
      return conversation;
    };

    const outdated = new Set<ConversationRowId>();
    for (const { key, revision } of batch.conversations) {
      if (revision && this.revisions.isOutdated(conversationOf(key).id, revision.at)) {
        outdated.add(conversationOf(key).id);
      }
    }
    const changed = new ChangedPlaces();
    let newMessages = 0;
    const superseded = this.transcripts.superseded(format, [
      ...batch.parts.map((part) => part.conversation),
      ...batch.conversations.map(({ key }) => key),
    ]);
    for (const part of batch.parts) {
      if (superseded.has(part.conversation)) continue;
      const conversation = conversationOf(part.conversation);
      if (this.listedPrompts.isSuperseded(conversation.id, part.message)) continue;
      const adds = !outdated.has(conversation.id);
      const origin = { file, generation, adds };
      if (this.messages.storePart(conversation, part, origin, changed)) newMessages += 1;
    }
    const orphans = this.listedPrompts.superseded([...conversations.values()].map(({ id }) => id));
    orphans.push(...this.transcripts.replacedBy(format, conversations.keys()));
    if (batch.last && replacing) orphans.push(...this.orphans.letGo(file, generation));
    for (const facts of batch.conversations) {
      if (superseded.has(facts.key)) continue;
      const { id } = conversationOf(facts.key);
      if (facts.marks) this.marks.add(format, facts.key, facts.marks);
      if (outdated.has(id)) continue;
      this.messages.storeFacts(id, facts);
      if (facts.revision?.complete !== true) continue;
      orphans.push(...this.revisions.complete(id, file, generation, facts.revision.at));
    }
    if (batch.mode === 'replace') this.names.begin(file);
    this.names.keep(file, format, batch.names ?? []);
    this.names.give(format, conversations.keys());
    for (const search of batch.savedSearches ?? []) this.marks.saveSearch(search, 'keep');
    this.settle(changed, orphans);
    this.readings.save(file, batch, replacing, before);
    return { newMessages, skippedLines: batch.skipped.reduce((sum, skip) => sum + skip.count, 0) };
  }

  /**
   * Removes a file and all that only it held: messages, chunks, words and vectors, and what the user noted about a
   * conversation that goes with it. What a fork shares stays.
   */
  purge(file: FileId): void {
    const changed = new ChangedPlaces();
    const orphans = [...this.orphans.letGo(file, Infinity), ...this.revisions.orphansOf(file)];
    const conversations = this.marks.namesOf(new Set(orphans.map((orphan) => orphan.conversation_id)));
    this.settle(changed, orphans);
    this.marks.forgetGone(conversations);
    this.database.prepare('DELETE FROM files WHERE id = ?').run(file);
  }

  /** Removes orphans, and packs, dates and tidies up what has changed. */
  private settle(changed: ChangedPlaces, orphans: readonly Orphan[]): void {
    for (const orphan of orphans) changed.add(orphan.conversation_id, positionOf(orphan));
    const released = new Set<TextId>();
    const restarts = [...changed.first].map(
      ([conversation, position]) =>
        [conversation, this.chunks.drop(conversation, position, released)] as const,
    );
    this.orphans.remove(orphans, released);
    for (const [conversation, restart] of restarts) this.chunks.pack(conversation, restart);
    for (const conversation of changed.first.keys()) this.messages.date(conversation);
    this.texts.collect(released);
  }
}
