/**
 * Conversations, their messages, and the parts that these are made of.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import {
  titleRanks,
  type ConversationFacts,
  type FormatName,
  type MessagePart,
} from '../../shared/conversation.ts';
import { conversationRowId, type ConversationRowId, type FileId } from '../../shared/ids.ts';
import { positionOf, type ChangedPlaces } from './changed-places.ts';
import { isBefore, type Position } from './conversation-chunks.ts';
import { query } from './statements.ts';
import type { TextStore } from './text-store.ts';

const idRow = z.object({ id: z.int() });
const conversationIdRow = z.object({ id: z.number().transform(conversationRowId) });
const messageRow = z.object({ id: z.int(), sort_time: z.number(), sort_file: z.int(), sort_offset: z.int() });

/** A message as it is stored. */
interface StoredMessage {
  readonly id: number;
  readonly position: Position;
}

/** A conversation that a batch touches. */
export interface OpenConversation {
  readonly id: ConversationRowId;
  /** The batch began it: it has no messages but these. */
  readonly isNew: boolean;
  /** The messages that the batch touched, by their key. */
  readonly messages: Map<string, StoredMessage>;
}

/** Where a part comes from. */
export interface PartOrigin {
  readonly file: FileId;
  readonly generation: number;
  /** False where nothing is to be added: what is known already is only claimed for the file. */
  readonly adds: boolean;
}

/** Writes conversations, messages and parts. Call it in the transaction that stores a batch. */
export class MessageStore {
  private readonly texts: TextStore;
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

  constructor(database: DatabaseSync, texts: TextStore) {
    this.texts = texts;
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

  /** The conversation of that key, which is begun if there is none. */
  open(format: FormatName, key: string): OpenConversation {
    const known = this.findConversation.one(format, key);
    if (known) return { id: known.id, isNew: false, messages: new Map() };
    const { lastInsertRowid } = this.insertConversation.run(format, key);
    return { id: conversationRowId(Number(lastInsertRowid)), isNew: true, messages: new Map() };
  }

  /** Stores what is known of a conversation besides its messages. */
  storeFacts(id: ConversationRowId, facts: ConversationFacts): void {
    this.applyFacts.run({
      $id: id,
      $project: facts.project ?? null,
      $kind: facts.kind ?? null,
      $parent: facts.parent ?? null,
      $title: facts.title?.text ?? null,
      $rank: facts.title?.rank ?? 0,
    });
  }

  /** Dates a conversation by its messages. */
  date(id: ConversationRowId): void {
    this.dates.run(id);
  }

  /** Stores a part, adds its place to `changed` where it is new, and says whether its message is. */
  storePart(
    conversation: OpenConversation,
    part: MessagePart,
    { file, generation, adds }: PartOrigin,
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

  /** The message of that key, if the conversation has it. */
  private findMessage(conversation: OpenConversation, key: string): StoredMessage | undefined {
    const found = conversation.messages.get(key);
    if (found || conversation.isNew) return found;
    const row = this.message.one(conversation.id, key);
    return row && { id: row.id, position: positionOf(row) };
  }

  private addMessage(conversation: ConversationRowId, part: MessagePart, position: Position): number {
    const { sortTime, sortFile, sortOffset } = position;
    return Number(
      this.insertMessage.run(conversation, part.message, part.role, part.time, sortTime, sortFile, sortOffset)
        .lastInsertRowid,
    );
  }
}
