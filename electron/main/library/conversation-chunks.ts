/**
 * Keeps the chunks of a conversation in step with its messages, from the first changed message on.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { roles } from '../../shared/conversation.ts';
import { textId, type ConversationRowId, type TextId } from '../../shared/ids.ts';
import { packChunks, type PackablePart } from './chunker.ts';
import { decodePieces } from './piece-codec.ts';
import { query } from './statements.ts';
import type { TextStore } from './text-store.ts';

/** Where a message stands in its conversation: ordered by time, then file, then offset in the file. */
export interface Position {
  readonly sortTime: number;
  readonly sortFile: number;
  readonly sortOffset: number;
}

/** Whether `a` stands before `b`. */
export function isBefore(a: Position, b: Position): boolean {
  return (a.sortTime - b.sortTime || a.sortFile - b.sortFile || a.sortOffset - b.sortOffset) < 0;
}

const restartRow = z.object({
  ordinal: z.int(),
  sort_time: z.number(),
  sort_file: z.number(),
  sort_offset: z.number(),
});
const chunkRow = z.object({ id: z.int(), text_id: z.number().transform(textId) });
const partRow = z.object({
  message_id: z.int(),
  role: z.enum(roles),
  text: z.string(),
  pieces: z.string(),
});

/** Packs conversations into chunks, as little of them as has changed. */
export class ConversationChunks {
  private readonly texts: TextStore;
  private readonly restart;
  private readonly stale;
  private readonly remove;
  private readonly partsFrom;
  private readonly insert;

  constructor(database: DatabaseSync, texts: TextStore) {
    this.texts = texts;
    // Whatever stands before the start of a message that starts a chunk was packed without looking further.
    this.restart = query(
      database,
      `SELECT c.ordinal, m.sort_time, m.sort_file, m.sort_offset
         FROM chunks c JOIN messages m ON m.id = c.message_id
        WHERE c.conversation_id = ? AND c.ordinal IS NOT NULL AND c.starts_message = 1
          AND (m.sort_time, m.sort_file, m.sort_offset) < (?, ?, ?)
        ORDER BY c.ordinal DESC LIMIT 1`,
      restartRow,
    );
    this.stale = query(
      database,
      'SELECT id, text_id FROM chunks WHERE conversation_id = ? AND ordinal >= ?',
      chunkRow,
    );
    this.remove = database.prepare('DELETE FROM chunks WHERE id = ?');
    this.partsFrom = query(
      database,
      `SELECT m.id AS message_id, m.role, t.text, p.pieces
         FROM messages m JOIN parts p ON p.message_id = m.id JOIN texts t ON t.id = p.text_id
        WHERE m.conversation_id = ? AND p.kind = 'text'
          AND (m.sort_time, m.sort_file, m.sort_offset) >= (?, ?, ?)
        ORDER BY m.sort_time, m.sort_file, m.sort_offset, m.id, p.sort_time, p.sort_file, p.sort_offset, p.id`,
      partRow,
    );
    this.insert = database.prepare(
      `INSERT INTO chunks (conversation_id, ordinal, message_id, starts_message, text_id, tokens, spans)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /**
   * Drops the chunks that hold anything at or after `from`, so that messages there may change or go. Returns what
   * `pack` needs; the texts of the dropped chunks are added to `released`.
   */
  drop(
    conversation: ConversationRowId,
    from: Position,
    released: Set<TextId>,
  ): { ordinal: number; from: Position } {
    const restart = this.restart.one(conversation, from.sortTime, from.sortFile, from.sortOffset);
    const ordinal = restart?.ordinal ?? 0;
    for (const chunk of this.stale.all(conversation, ordinal)) {
      this.remove.run(chunk.id);
      released.add(chunk.text_id);
    }
    if (!restart) return { ordinal, from: { sortTime: -Infinity, sortFile: 0, sortOffset: 0 } };
    return {
      ordinal,
      from: { sortTime: restart.sort_time, sortFile: restart.sort_file, sortOffset: restart.sort_offset },
    };
  }

  /** Packs the conversation from `from` on into chunks numbered from `ordinal` on. */
  pack(conversation: ConversationRowId, { ordinal, from }: { ordinal: number; from: Position }): void {
    let next = ordinal;
    for (const chunk of packChunks(this.packable(conversation, from))) {
      const first = chunk.spans[0];
      if (!first) continue;
      const text = this.texts.keepIndexed(chunk.text);
      const spans = JSON.stringify(chunk.spans.flatMap((span) => [span.messageId, span.end]));
      this.insert.run(
        conversation,
        next,
        first.messageId,
        chunk.startsMessage ? 1 : 0,
        text,
        chunk.tokens,
        spans,
      );
      next += 1;
    }
  }

  private *packable(conversation: ConversationRowId, from: Position): Generator<PackablePart> {
    let previous: number | undefined;
    for (const row of this.partsFrom.all(conversation, from.sortTime, from.sortFile, from.sortOffset)) {
      yield {
        messageId: row.message_id,
        role: row.role,
        text: row.text,
        pieces: decodePieces(row.pieces),
        startsMessage: row.message_id !== previous,
      };
      previous = row.message_id;
    }
  }
}
