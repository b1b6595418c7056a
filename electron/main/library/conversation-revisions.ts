/**
 * Conversations that their source gives whole, such as those of a vendor's export: the latest revision of a
 * conversation is the one that counts, whatever files hold the earlier ones.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ConversationRowId, FileId } from '../../shared/ids.ts';
import { ORPHAN_COLUMNS, orphanRow, type Orphan } from './orphan.ts';
import { query } from './statements.ts';

const PARTS_OF =
  'SELECT p.id FROM messages m JOIN parts p ON p.message_id = m.id WHERE m.conversation_id = ?';

/** Compares and records revisions. Call it in the transaction that stores their parts. */
export class ConversationRevisions {
  private readonly revision;
  private readonly releaseOthers;
  private readonly record;
  private readonly orphans;
  private readonly releaseEarlier;
  private readonly only;

  constructor(database: DatabaseSync) {
    this.revision = query(
      database,
      'SELECT revision FROM conversations WHERE id = ?',
      z.object({ revision: z.number().nullable() }),
    );
    this.releaseOthers = database.prepare(
      `DELETE FROM part_files WHERE file_id <> ? AND part_id IN (${PARTS_OF})`,
    );
    this.record = database.prepare('UPDATE conversations SET revision = ? WHERE id = ?');
    this.orphans = query(
      database,
      `SELECT ${ORPHAN_COLUMNS} FROM messages m JOIN parts p ON p.message_id = m.id
        WHERE m.conversation_id = ? AND NOT EXISTS (
          SELECT 1 FROM part_files f WHERE f.part_id = p.id AND (f.file_id <> ? OR f.generation = ?))`,
      orphanRow,
    );
    this.only = query(
      database,
      `SELECT ${ORPHAN_COLUMNS} FROM part_files f JOIN parts p ON p.id = f.part_id
         JOIN messages m ON m.id = p.message_id JOIN conversations c ON c.id = m.conversation_id
        WHERE f.file_id = ? AND c.revision IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM part_files o WHERE o.part_id = p.id AND o.file_id <> f.file_id)`,
      orphanRow,
    );
    this.releaseEarlier = database.prepare(
      `DELETE FROM part_files WHERE file_id = ? AND generation <> ? AND part_id IN (${PARTS_OF})`,
    );
  }

  /** The parts of conversations with revisions that only this file holds. */
  orphansOf(file: FileId): Orphan[] {
    return this.only.all(file);
  }

  /** Whether the library holds a later revision than that of `at`. */
  isOutdated(conversation: ConversationRowId, at: number): boolean {
    const stored = this.revision.one(conversation)?.revision ?? null;
    return stored !== null && stored > at;
  }

  /**
   * All of a conversation has been read from `file`, and it isn't outdated. Records its revision and returns the
   * parts that are no longer in it.
   */
  complete(conversation: ConversationRowId, file: FileId, generation: number, at: number): Orphan[] {
    const stored = this.revision.one(conversation)?.revision ?? null;
    if (stored === null || stored < at) {
      this.releaseOthers.run(file, conversation);
      this.record.run(at, conversation);
    }
    const orphans = this.orphans.all(conversation, file, generation);
    this.releaseEarlier.run(file, generation, conversation);
    return orphans;
  }
}
