/**
 * Stores what the reader found: messages, chunks, full-text rows and the file's new offset in one transaction.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import {
  titleRanks,
  type ConversationFacts,
  type FormatName,
  type MessagePart,
} from '../../shared/conversation.ts';
import type { FileVersion } from '../../shared/file-version.ts';
import { conversationRowId, type ConversationRowId, type FileId, type TextId } from '../../shared/ids.ts';
import { decodeBatch, type ReadBatch } from '../../shared/reader-protocol.ts';
import { RecollectError, toFailure, type Failure } from '../../shared/errors.ts';
import { ConversationRevisions } from './conversation-revisions.ts';
import { ConversationChunks, isBefore, type Position } from './conversation-chunks.ts';
import { ListedPrompts } from './listed-prompts.ts';
import { MarkStore } from './mark-store.ts';
import { ORPHAN_COLUMNS, orphanRow, type Orphan } from './orphan.ts';
import { query, transaction } from './statements.ts';
import { TextStore } from './text-store.ts';
import { Transcripts } from './transcripts.ts';

/** What a batch changed. */
export interface StoredBatch {
  readonly newMessages: number;
  readonly skippedLines: number;
}

/** A batch as the reader sent it, and the file that it was read from. */
export interface FileBatch {
  readonly file: FileId;
  readonly batch: Uint8Array;
  /**
   * The file as it was known when its reading began: one that a look has seen change since waits to be read again.
   * Absent where nobody looks meanwhile.
   */
  readonly before?: FileVersion | null;
}

/** What became of a batch. */
export type BatchOutcome =
  { readonly ok: true; readonly stored: StoredBatch } | { readonly ok: false; readonly failure: Failure };

const idRow = z.object({ id: z.int() });
const conversationIdRow = z.object({ id: z.number().transform(conversationRowId) });
const fileRow = z.object({ generation: z.int(), replacing: z.int() });
const messageRow = z.object({ id: z.int(), sort_time: z.number(), sort_file: z.int(), sort_offset: z.int() });

/** A message as it is stored. */
interface StoredMessage {
  readonly id: number;
  readonly position: Position;
}

/** A conversation that a batch touches. */
interface OpenConversation {
  readonly id: ConversationRowId;
  /** The batch began it: it has no messages but these. */
  readonly isNew: boolean;
  /** The messages that the batch touched, by their key. */
  readonly messages: Map<string, StoredMessage>;
}

/** The earliest changed place of each conversation that a batch touches. */
class ChangedPlaces {
  readonly first = new Map<ConversationRowId, Position>();

  add(conversation: ConversationRowId, position: Position): void {
    const known = this.first.get(conversation);
    if (!known || isBefore(position, known)) this.first.set(conversation, position);
  }
}

/** Writes batches into the library. */
export class BatchStore {
  private readonly database: DatabaseSync;
  private readonly texts: TextStore;
  private readonly chunks: ConversationChunks;
  private readonly revisions: ConversationRevisions;
  private readonly marks: MarkStore;
  private readonly listedPrompts: ListedPrompts;
  private readonly transcripts: Transcripts;
  private readonly file;
  private readonly beginReplacing;
  private readonly loosenTitles;
  private readonly forgetSkips;
  private readonly saveCheckpoint;
  private readonly saveSkip;
  private readonly findConversation;
  private readonly insertConversation;
  private readonly applyFacts;
  private readonly partByUid;
  private readonly message;
  private readonly insertMessage;
  private readonly moveMessage;
  private readonly insertPart;
  private readonly claim;
  private readonly insertWordChunk;
  private readonly dates;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.texts = new TextStore(database);
    this.chunks = new ConversationChunks(database, this.texts);
    this.revisions = new ConversationRevisions(database);
    this.marks = new MarkStore(database);
    this.listedPrompts = new ListedPrompts(database);
    this.transcripts = new Transcripts(database);
    this.file = query(database, 'SELECT generation, replacing FROM files WHERE id = ?', fileRow);
    this.beginReplacing = database.prepare(
      'UPDATE files SET generation = generation + 1, replacing = 1 WHERE id = ?',
    );
    this.loosenTitles = database.prepare(
      `UPDATE conversations SET title_rank = 0 WHERE id IN (
         SELECT m.conversation_id FROM part_files f JOIN parts p ON p.id = f.part_id JOIN messages m ON m.id = p.message_id
          WHERE f.file_id = ?)`,
    );
    this.forgetSkips = database.prepare('DELETE FROM skipped_lines WHERE file_id = ?');
    // A scan may have seen a newer file than the one that was read: then it goes on waiting, as the scan saw it.
    const asBefore = '($beforeSize IS NULL OR size = $beforeSize AND modified_at = $beforeTime)';
    this.saveCheckpoint = database.prepare(
      `UPDATE files SET format = $format, offset = $offset, head_hash = $headHash, tail_hash = $tailHash,
              reader_state = $state, replacing = $replacing, attempts = 0, error_code = NULL, error_message = NULL,
              state = CASE WHEN $last AND (${asBefore} OR size = $seenSize AND modified_at = $seenTime)
                           THEN 'done' ELSE 'pending' END,
              size = CASE WHEN $last AND ${asBefore} THEN coalesce($seenSize, size) ELSE size END,
              modified_at = CASE WHEN $last AND ${asBefore} THEN coalesce($seenTime, modified_at) ELSE modified_at END
        WHERE id = $file`,
    );
    this.saveSkip = database.prepare(
      `INSERT INTO skipped_lines (file_id, reason, count, first_offset, first_name) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    );
    this.findConversation = query(
      database,
      'SELECT id FROM conversations WHERE format = ? AND key = ?',
      conversationIdRow,
    );
    this.insertConversation = database.prepare('INSERT INTO conversations (format, key) VALUES (?, ?)');
    this.applyFacts = database.prepare(
      `UPDATE conversations SET project = coalesce(project, $project), kind = coalesce($kind, kind),
              parent = coalesce($parent, parent),
              title = CASE WHEN $rank > title_rank OR ($rank = title_rank AND $rank <> ${titleRanks.prompt})
                           THEN nullif($title, '') ELSE title END,
              title_rank = max(title_rank, $rank) WHERE id = $id`,
    );
    this.partByUid = query(database, 'SELECT id FROM parts WHERE uid = ?', idRow);
    this.message = query(
      database,
      'SELECT id, sort_time, sort_file, sort_offset FROM messages WHERE conversation_id = ? AND key = ?',
      messageRow,
    );
    this.insertMessage = database.prepare(
      `INSERT INTO messages (conversation_id, key, role, time, sort_time, sort_file, sort_offset)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.moveMessage = database.prepare(
      'UPDATE messages SET sort_time = ?, sort_file = ?, sort_offset = ? WHERE id = ?',
    );
    this.insertPart = database.prepare(
      `INSERT INTO parts (uid, message_id, kind, sort_time, sort_file, sort_offset, text_id, pieces)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.claim = database.prepare(
      `INSERT INTO part_files (part_id, file_id, generation) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET generation = excluded.generation`,
    );
    this.insertWordChunk = database.prepare(
      `INSERT INTO chunks (conversation_id, part_id, message_id, starts_message, text_id, tokens, spans)
       VALUES (?, ?, ?, 0, ?, 0, ?)`,
    );
    this.dates = database.prepare(
      `UPDATE conversations SET (started_at, updated_at) =
         (SELECT min(time), max(time) FROM messages WHERE conversation_id = conversations.id) WHERE id = ?`,
    );
  }

  /**
   * Stores batches in order, in one transaction. They come from the reader process and are parsed here. One that
   * can't be stored costs only itself and what follows of its file.
   *
   * @throws what SQLite threw: then nothing is stored.
   */
  commit(batches: readonly FileBatch[]): BatchOutcome[] {
    try {
      return transaction(this.database, () => this.storeAll(batches));
    } catch (error) {
      if (batches.length === 1 || isOfDatabase(error)) throw error;
    }
    // A fault that the check of its shape did not find: alone, it keeps out nothing else.
    const failed = new FailedFiles();
    return batches.map((batch) => {
      const earlier = failed.of(batch.file);
      if (earlier) return earlier;
      try {
        const [outcome] = transaction(this.database, () => this.storeAll([batch]));
        if (outcome?.ok === true) return outcome;
        return failed.add(batch.file, outcome?.failure);
      } catch (error) {
        if (isOfDatabase(error)) throw error;
        return failed.add(batch.file, error);
      }
    });
  }

  private storeAll(batches: readonly FileBatch[]): BatchOutcome[] {
    const failed = new FailedFiles();
    return batches.map(({ file, batch, before = null }) => {
      const earlier = failed.of(file);
      if (earlier) return earlier;
      let decoded: ReadBatch;
      try {
        decoded = decodeBatch(batch);
      } catch (error) {
        return failed.add(file, error);
      }
      return { ok: true, stored: this.store(file, decoded, before) };
    });
  }

  /** Removes a file and all that only it held: messages, chunks, words and vectors. What a fork shares stays. */
  purgeFile(file: FileId): void {
    transaction(this.database, () => {
      const changed = new ChangedPlaces();
      const released = new Set<TextId>();
      const orphans = [...this.orphansOf(file, Infinity), ...this.revisions.orphansOf(file)];
      for (const orphan of orphans) changed.add(orphan.conversation_id, positionOf(orphan));
      this.rechunk(changed, orphans, released);
      for (const conversation of changed.first.keys()) this.dates.run(conversation);
      this.texts.collect(released);
      this.database.prepare('DELETE FROM files WHERE id = ?').run(file);
    });
  }

  private store(file: FileId, batch: ReadBatch, before: FileVersion | null): StoredBatch {
    const { generation, replacing } = this.reading(file, batch);
    const format = batch.checkpoint.format;
    const conversations = new Map<string, OpenConversation>();
    const conversationOf = (key: string): OpenConversation => {
      const conversation = conversations.get(key) ?? this.openConversation(format, key);
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
    const released = new Set<TextId>();
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
      if (this.storePart(conversation, file, generation, part, adds, changed)) newMessages += 1;
    }
    const orphans = this.listedPrompts.superseded([...conversations.values()].map(({ id }) => id));
    orphans.push(...this.transcripts.replacedBy(format, conversations.keys()));
    if (batch.last && replacing) orphans.push(...this.orphansOf(file, generation));
    for (const facts of batch.conversations) {
      if (superseded.has(facts.key)) continue;
      const { id } = conversationOf(facts.key);
      if (facts.marks) this.marks.add(format, facts.key, facts.marks);
      if (outdated.has(id)) continue;
      this.storeFacts(id, facts);
      if (facts.revision?.complete !== true) continue;
      orphans.push(...this.revisions.complete(id, file, generation, facts.revision.at));
    }
    for (const search of batch.savedSearches ?? []) this.marks.saveSearch(search, 'keep');
    for (const orphan of orphans) changed.add(orphan.conversation_id, positionOf(orphan));

    this.rechunk(changed, orphans, released);
    for (const conversation of changed.first.keys()) this.dates.run(conversation);
    this.texts.collect(released);
    this.saveProgress(file, batch, replacing, before);
    return { newMessages, skippedLines: batch.skipped.reduce((sum, skip) => sum + skip.count, 0) };
  }

  /** A reading from the start begins a new generation: what it doesn't claim again goes at its end. */
  private reading(file: FileId, batch: ReadBatch): { generation: number; replacing: boolean } {
    const row = this.file.one(file);
    if (!row) throw new RecollectError('internal', `There is no file ${file} in the library.`);
    if (batch.mode === 'continue') return { generation: row.generation, replacing: row.replacing === 1 };
    const replacing = batch.mode === 'replace';
    this.beginReplacing.run(file);
    if (row.generation > 0) {
      // A statement that may change several rows makes FTS5 write out what it has gathered: not for each new file.
      if (replacing) this.loosenTitles.run(file);
      this.forgetSkips.run(file);
    }
    return { generation: row.generation + 1, replacing };
  }

  private openConversation(format: FormatName, key: string): OpenConversation {
    const known = this.findConversation.one(format, key);
    if (known) return { id: known.id, isNew: false, messages: new Map() };
    const { lastInsertRowid } = this.insertConversation.run(format, key);
    return { id: conversationRowId(Number(lastInsertRowid)), isNew: true, messages: new Map() };
  }

  /** The message of that key, if the conversation has it. */
  private findMessage(conversation: OpenConversation, key: string): StoredMessage | undefined {
    const found = conversation.messages.get(key);
    if (found || conversation.isNew) return found;
    const row = this.message.one(conversation.id, key);
    return row && { id: row.id, position: positionOf(row) };
  }

  private storeFacts(id: ConversationRowId, facts: ConversationFacts): void {
    this.applyFacts.run({
      $id: id,
      $project: facts.project ?? null,
      $kind: facts.kind ?? null,
      $parent: facts.parent ?? null,
      $title: facts.title?.text ?? null,
      $rank: facts.title?.rank ?? 0,
    });
  }

  /** Stores a part and says whether its message is new. `adds` is false where nothing is to be added. */
  private storePart(
    conversation: OpenConversation,
    file: FileId,
    generation: number,
    part: MessagePart,
    adds: boolean,
    changed: ChangedPlaces,
  ): boolean {
    const uid = Buffer.from(part.uid, 'hex');
    const known = this.partByUid.one(uid);
    if (known) this.claim.run(known.id, file, generation);
    if (known || !adds) return false;
    const position = { sortTime: part.sortTime, sortFile: file, sortOffset: part.offset };
    const before = this.findMessage(conversation, part.message);
    let message = before;
    if (before) {
      changed.add(conversation.id, before.position);
      if (isBefore(position, before.position)) {
        this.moveMessage.run(position.sortTime, position.sortFile, position.sortOffset, before.id);
        message = { id: before.id, position };
      }
    }
    message ??= { id: this.addMessage(conversation.id, part, position), position };
    conversation.messages.set(part.message, message);
    const text = part.kind === 'text' ? this.texts.keep(part.text) : this.texts.keepIndexed(part.text);
    const id = Number(
      this.insertPart.run(
        uid,
        message.id,
        part.kind,
        position.sortTime,
        position.sortFile,
        position.sortOffset,
        text,
        JSON.stringify(part.pieces),
      ).lastInsertRowid,
    );
    this.claim.run(id, file, generation);
    changed.add(conversation.id, position);
    if (part.kind !== 'text') {
      const spans = `[${message.id},${part.text.length}]`;
      this.insertWordChunk.run(conversation.id, id, message.id, text, spans);
    }
    return before === undefined;
  }

  private addMessage(conversation: ConversationRowId, part: MessagePart, position: Position): number {
    const { sortTime, sortFile, sortOffset } = position;
    return Number(
      this.insertMessage.run(conversation, part.message, part.role, part.time, sortTime, sortFile, sortOffset)
        .lastInsertRowid,
    );
  }

  /**
   * The parts that only this file held, and that its reading from the start did not find again. Conversations with
   * revisions replace themselves.
   */
  private orphansOf(file: FileId, generation: number): Orphan[] {
    // Nothing is older than the first reading.
    if (generation <= 1) return [];
    const stale = query(
      this.database,
      `SELECT ${ORPHAN_COLUMNS}
         FROM part_files f JOIN parts p ON p.id = f.part_id JOIN messages m ON m.id = p.message_id
         JOIN conversations c ON c.id = m.conversation_id
        WHERE f.file_id = ? AND f.generation < ? AND c.revision IS NULL
          AND NOT EXISTS (SELECT 1 FROM part_files o WHERE o.part_id = p.id AND o.file_id <> f.file_id)`,
      orphanRow,
    ).all(file, generation);
    this.database
      .prepare(
        `DELETE FROM part_files WHERE file_id = ? AND generation < ? AND part_id IN (
           SELECT p.id FROM parts p JOIN messages m ON m.id = p.message_id JOIN conversations c ON c.id = m.conversation_id
            WHERE p.id = part_files.part_id AND c.revision IS NULL)`,
      )
      .run(file, generation);
    return stale;
  }

  private rechunk(changed: ChangedPlaces, orphans: readonly Orphan[], released: Set<TextId>): void {
    const restarts = [...changed.first].map(
      ([conversation, position]) =>
        [conversation, this.chunks.drop(conversation, position, released)] as const,
    );
    this.removeParts(orphans, released);
    for (const [conversation, restart] of restarts) this.chunks.pack(conversation, restart);
  }

  private removeParts(orphans: readonly Orphan[], released: Set<TextId>): void {
    if (orphans.length === 0) return;
    const removePart = this.database.prepare('DELETE FROM parts WHERE id = ?');
    const removeMessage = this.database.prepare(
      'DELETE FROM messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM parts WHERE message_id = messages.id)',
    );
    const removeConversation = this.database.prepare(
      `DELETE FROM conversations WHERE id = ?
          AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)`,
    );
    for (const orphan of orphans) {
      removePart.run(orphan.id);
      released.add(orphan.text_id);
    }
    for (const orphan of orphans) removeMessage.run(orphan.message_id);
    for (const conversation of new Set(orphans.map((orphan) => orphan.conversation_id))) {
      removeConversation.run(conversation);
    }
  }

  private saveProgress(file: FileId, batch: ReadBatch, replacing: boolean, before: FileVersion | null): void {
    const { checkpoint, last, seen } = batch;
    this.saveCheckpoint.run({
      $file: file,
      $format: checkpoint.format,
      $offset: checkpoint.offset,
      $headHash: checkpoint.headHash,
      $tailHash: checkpoint.tailHash,
      $state: JSON.stringify(checkpoint.state),
      $replacing: replacing && !last ? 1 : 0,
      $last: last ? 1 : 0,
      $beforeSize: before?.size ?? null,
      $beforeTime: before?.modifiedAt ?? null,
      $seenSize: seen?.size ?? null,
      $seenTime: seen?.modifiedAt ?? null,
    });
    for (const skip of batch.skipped)
      this.saveSkip.run(file, skip.reason, skip.count, skip.firstOffset, skip.firstName ?? null);
  }
}

/** The files of a group of which a batch could not be stored: what follows of them can't be either. */
class FailedFiles {
  private readonly failures = new Map<FileId, BatchOutcome>();

  of(file: FileId): BatchOutcome | undefined {
    return this.failures.get(file);
  }

  add(file: FileId, error: unknown): BatchOutcome {
    const outcome: BatchOutcome = { ok: false, failure: toFailure(error) };
    this.failures.set(file, outcome);
    return outcome;
  }
}

/** Whether SQLite threw it: then it is no batch's fault. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error;
}

function positionOf(row: { sort_time: number; sort_file: number; sort_offset: number }): Position {
  return { sortTime: row.sort_time, sortFile: row.sort_file, sortOffset: row.sort_offset };
}
