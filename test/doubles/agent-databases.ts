/**
 * Databases as opencode and Cursor write them.
 */
import { DatabaseSync } from 'node:sqlite';

/** A message of opencode's: who says it, and its parts. */
export interface OpencodeMessage {
  readonly role: string;
  readonly parts: readonly object[];
}

/** opencode.db, with its writer still open. Times are in ms since 1970. */
export class OpencodeDatabase implements Disposable {
  readonly database: DatabaseSync;

  constructor(path: string, journal: 'wal' | 'delete' = 'wal') {
    this.database = new DatabaseSync(path);
    this.database.exec(`PRAGMA journal_mode = ${journal};
      CREATE TABLE IF NOT EXISTS session (id text PRIMARY KEY, project_id text NOT NULL, parent_id text, directory text NOT NULL,
        title text NOT NULL, version text NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL);
      CREATE TABLE IF NOT EXISTS message (id text PRIMARY KEY, session_id text NOT NULL, time_created integer NOT NULL,
        time_updated integer NOT NULL, data text NOT NULL);
      CREATE TABLE IF NOT EXISTS part (id text PRIMARY KEY, message_id text NOT NULL, session_id text NOT NULL,
        time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
      CREATE INDEX IF NOT EXISTS message_session_idx ON message (session_id);
      CREATE INDEX IF NOT EXISTS part_message_idx ON part (message_id)`);
  }

  /** Writes a session and all its messages, in the place of an earlier one of that id. */
  session(
    id: string,
    time: number,
    messages: readonly OpencodeMessage[],
    more: { title?: string; parent?: string } = {},
  ): void {
    const { database } = this;
    const run = (sql: string, ...values: (string | number | null)[]): void =>
      void database.prepare(sql).run(...values);
    run('DELETE FROM part WHERE session_id = ?', id);
    run('DELETE FROM message WHERE session_id = ?', id);
    const { title = `About ${id}`, parent = null } = more;
    run(
      "INSERT OR REPLACE INTO session VALUES (?, 'p', ?, '/home/ana/api', ?, '1.0', ?, ?)",
      id,
      parent,
      title,
      time,
      time,
    );
    messages.forEach(({ role, parts }, index) => {
      const message = `msg_${id}_${index}`;
      const at = time + index;
      run(
        'INSERT INTO message VALUES (?, ?, ?, ?, ?)',
        message,
        id,
        at,
        at,
        JSON.stringify({ role, time: { created: at } }),
      );
      parts.forEach((part, place) => {
        run(
          'INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)',
          `prt_${id}_${index}_${place}`,
          message,
          id,
          at,
          at,
          JSON.stringify(part),
        );
      });
    });
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}

/** state.vscdb, with its writer still open. */
export class CursorDatabase implements Disposable {
  readonly database: DatabaseSync;

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB);
      CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)`);
  }

  /** Stores a value under a key, as JSON in a blob. */
  put(key: string, value: unknown): void {
    this.database
      .prepare('INSERT INTO cursorDiskKV VALUES (?, ?)')
      .run(key, Buffer.from(JSON.stringify(value)));
  }

  /** Stores a conversation whose bubbles are rows of their own. */
  composer(id: string, changedAt: number, bubbles: readonly object[], more: object = {}): void {
    const headers = bubbles.map((_bubble, index) => ({ bubbleId: `b${index}` }));
    const times = { createdAt: changedAt - 1_000, lastUpdatedAt: changedAt };
    this.put(`composerData:${id}`, {
      composerId: id,
      ...times,
      fullConversationHeadersOnly: headers,
      ...more,
    });
    // Written last to first: the headers have the order.
    for (const [index, bubble] of [...bubbles.entries()].reverse())
      this.put(`bubbleId:${id}:b${index}`, bubble);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}
