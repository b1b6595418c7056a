/**
 * Removes the parts that no file holds any more.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { FileId, TextId } from '../../shared/ids.ts';
import { ORPHAN_COLUMNS, orphanRow, type Orphan } from './orphan.ts';
import { query } from './statements.ts';

/** Finds and removes orphans. Call it in the transaction that stores a batch. */
export class OrphanStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /**
   * The parts that only this file held, and that its reading from the start did not find again: those of earlier
   * generations than `generation`, which the file lets go of. Conversations with revisions replace themselves.
   */
  letGo(file: FileId, generation: number): Orphan[] {
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

  /** Removes parts, and the messages and conversations that have none left. Their texts are added to `released`. */
  remove(orphans: readonly Orphan[], released: Set<TextId>): void {
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
}
