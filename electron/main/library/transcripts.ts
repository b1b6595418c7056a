/**
 * Transcripts of sessions that another program wrote (SpecStory), or the agent itself beside what it works with
 * (Cursor, of conversations in its editor). They hold less, and stand for a session as long as the library has nothing
 * of it from where it was held, whichever of the two is read first.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { formatNames, PROMPT_KEY, type FormatName } from '../../shared/conversation.ts';
import { BEHIND_PROMPTS } from './listed-prompts.ts';
import { ORPHAN_COLUMNS, orphanRow, type Orphan } from './orphan.ts';
import { query } from './statements.ts';

/** The formats of transcripts, and those whose sessions they may be of. A transcript has the key of its session. */
const TRANSCRIPTS: ReadonlyMap<FormatName, readonly FormatName[]> = new Map<FormatName, FormatName[]>([
  ['specstory', formatNames.filter((format) => format !== 'specstory')],
  ['cursor-cli', ['cursor']],
]);

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
    const held = TRANSCRIPTS.get(format);
    return new Set(held ? [...new Set(keys)].filter((key) => this.hasSession(key, held)) : []);
  }

  /** The transcripts of sessions of which the library has got the agent's own by now: they are to be removed. */
  replacedBy(format: FormatName, keys: Iterable<string>): Orphan[] {
    const transcripts = [...TRANSCRIPTS].filter(([, held]) => held.includes(format));
    return [...keys].flatMap((key) =>
      transcripts.flatMap(([transcript, held]) => {
        const rows = this.transcript.all(transcript, key);
        return rows.length > 0 && this.hasSession(key, held) ? rows : [];
      }),
    );
  }

  private hasSession(key: string, held: readonly FormatName[]): boolean {
    return this.session.one(JSON.stringify(held), key, PROMPT_KEY, BEHIND_PROMPTS) !== undefined;
  }
}
