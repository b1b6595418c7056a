/**
 * Prompts that an agent keeps in a list apart from its sessions. They stand for a conversation as long as the
 * library has nothing else of it, whichever of the two is read first.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { PROMPT_KEY } from '../../shared/conversation.ts';
import type { ConversationRowId } from '../../shared/ids.ts';
import { ORPHAN_COLUMNS, orphanRow, type Orphan } from './orphan.ts';
import { query } from './statements.ts';

/** The first text behind all that begin with `PROMPT_KEY`. */
export const BEHIND_PROMPTS = `${PROMPT_KEY.slice(0, -1)}${String.fromCharCode(PROMPT_KEY.charCodeAt(PROMPT_KEY.length - 1) + 1)}`;

/** Tells which listed prompts are needed. Call it in the transaction that stores the parts of a batch. */
export class ListedPrompts {
  private readonly session;
  private readonly listed;
  private readonly loosenTitle;

  constructor(database: DatabaseSync) {
    this.session = query(
      database,
      'SELECT 1 AS found FROM messages WHERE conversation_id = ? AND (key < ? OR key >= ?) LIMIT 1',
      z.object({ found: z.int() }),
    );
    this.listed = query(
      database,
      `SELECT ${ORPHAN_COLUMNS}
         FROM messages m JOIN parts p ON p.message_id = m.id
        WHERE m.conversation_id = ? AND m.key >= ? AND m.key < ?`,
      orphanRow,
    );
    this.loosenTitle = database.prepare('UPDATE conversations SET title_rank = 0 WHERE id = ?');
  }

  /** Whether a part of that message is a listed prompt that isn't needed: the library has its session. */
  isSuperseded(conversation: ConversationRowId, message: string): boolean {
    return message.startsWith(PROMPT_KEY) && this.hasSession(conversation);
  }

  /** The listed prompts of conversations of which the library has the session by now: they are to be removed. */
  superseded(conversations: Iterable<ConversationRowId>): Orphan[] {
    const rows: Orphan[] = [];
    for (const conversation of conversations) {
      const listed = this.listed.all(conversation, PROMPT_KEY, BEHIND_PROMPTS);
      if (listed.length === 0 || !this.hasSession(conversation)) continue;
      this.loosenTitle.run(conversation);
      rows.push(...listed);
    }
    return rows;
  }

  private hasSession(conversation: ConversationRowId): boolean {
    return this.session.one(conversation, PROMPT_KEY, BEHIND_PROMPTS) !== undefined;
  }
}
