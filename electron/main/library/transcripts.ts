/**
 * Transcripts that another program wrote of an agent's sessions (SpecStory). They stand for a session as long as the
 * library has nothing of it from the agent itself, whichever of the two is read first.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { formatNames, PROMPT_KEY, type FormatName } from '../../shared/conversation.ts';
import { BEHIND_PROMPTS } from './listed-prompts.ts';
import { ORPHAN_COLUMNS, orphanRow, type Orphan } from './orphan.ts';
import { query } from './statements.ts';

/** The format of transcripts. A transcript has the key that the agent gave the session. */
const TRANSCRIPTS: FormatName = 'specstory';

/** Formats that agents write themselves, all with keys that no other conversation has. */
const AGENTS = JSON.stringify(formatNames.filter((format) => format !== TRANSCRIPTS));

/** Tells which transcripts are needed. Call it in the transaction that stores a batch. */
export class Transcripts {
  private readonly session;
  private readonly transcript;

  constructor(database: DatabaseSync) {
    this.session = query(
      database,
      `SELECT 1 AS found FROM json_each(?) f JOIN conversations v ON v.format = f.value AND v.key = ?
         JOIN messages m ON m.conversation_id = v.id AND (m.key < ? OR m.key >= ?) LIMIT 1`,
      z.object({ found: z.int() }),
    );
    this.transcript = query(
      database,
      `SELECT ${ORPHAN_COLUMNS}
         FROM conversations v JOIN messages m ON m.conversation_id = v.id JOIN parts p ON p.message_id = m.id
        WHERE v.format = ? AND v.key = ?`,
      orphanRow,
    );
  }

  /** Those of a batch's conversations that are transcripts which aren't needed: the library has their session. */
  superseded(format: FormatName, keys: Iterable<string>): ReadonlySet<string> {
    if (format !== TRANSCRIPTS) return new Set();
    return new Set([...new Set(keys)].filter((key) => this.hasSession(key)));
  }

  /** The transcripts of sessions of which the library has got the agent's own by now: they are to be removed. */
  replacedBy(format: FormatName, keys: Iterable<string>): Orphan[] {
    if (format === TRANSCRIPTS) return [];
    return [...keys].flatMap((key) => {
      const rows = this.transcript.all(TRANSCRIPTS, key);
      return rows.length > 0 && this.hasSession(key) ? rows : [];
    });
  }

  private hasSession(key: string): boolean {
    return this.session.one(AGENTS, key, PROMPT_KEY, BEHIND_PROMPTS) !== undefined;
  }
}
