/**
 * Databases as opencode and Cursor write them.
 */
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** A message of opencode's: who says it, and its parts. */
export interface OpencodeMessage {
  readonly role: string;
  readonly parts: readonly object[];
  /** The assistant wrote it to compact the session. */
  readonly summary?: boolean;
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
    facts: { title?: string; parent?: string } = {},
  ): void {
    const { database } = this;
    const run = (sql: string, ...values: (string | number | null)[]): void =>
      void database.prepare(sql).run(...values);
    run('DELETE FROM part WHERE session_id = ?', id);
    run('DELETE FROM message WHERE session_id = ?', id);
    const { title = `About ${id}`, parent = null } = facts;
    run(
      "INSERT OR REPLACE INTO session VALUES (?, 'p', ?, '/home/ana/api', ?, '1.0', ?, ?)",
      id,
      parent,
      title,
      time,
      time,
    );
    messages.forEach(({ role, parts, ...more }, index) => {
      const message = `msg_${id}_${index}`;
      const at = time + index;
      run(
        'INSERT INTO message VALUES (?, ?, ?, ?, ?)',
        message,
        id,
        at,
        at,
        JSON.stringify({ role, time: { created: at }, ...more }),
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

/** A row of opencode's later messages: what it is, and its data. */
export interface OpencodeEntry {
  readonly type: string;
  readonly data: object;
}

/** opencode.db as opencode 2 writes it, with its writer still open; what was there before stays. */
export class OpencodeLaterDatabase implements Disposable {
  readonly database: DatabaseSync;

  constructor(path: string, sessions = 'session_v2') {
    this.database = new DatabaseSync(path);
    this.database.exec(`PRAGMA journal_mode = wal;
      CREATE TABLE IF NOT EXISTS project (id text PRIMARY KEY, worktree text NOT NULL);
      CREATE TABLE IF NOT EXISTS ${sessions} (id text PRIMARY KEY, project_id text NOT NULL, parent_id text,
        directory text NOT NULL, title text, version text NOT NULL, time_created integer NOT NULL,
        time_updated integer NOT NULL);
      CREATE TABLE IF NOT EXISTS session_message (id text PRIMARY KEY, session_id text NOT NULL, type text NOT NULL,
        seq integer NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL)`);
  }

  /** Writes a session of opencode 2, in the place of an earlier one of that id. */
  session(id: string, time: number, entries: readonly OpencodeEntry[], parent: string | null = null): void {
    this.database
      .prepare("INSERT OR REPLACE INTO session_v2 VALUES (?, 'p', ?, '/home/ana/api', ?, '2.0', ?, ?)")
      .run(id, parent, `About ${id}`, time, time);
    this.entries(id, time, entries);
  }

  /** Writes the messages of a session, which opencode does not number without gaps. */
  entries(id: string, time: number, entries: readonly OpencodeEntry[]): void {
    this.database.prepare('DELETE FROM session_message WHERE session_id = ?').run(id);
    entries.forEach(({ type, data }, index) => {
      const at = time + index;
      this.database
        .prepare('INSERT INTO session_message VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(
          `msg_${id}_${index}`,
          id,
          type,
          3 * index,
          at,
          at,
          JSON.stringify({ time: { created: at }, ...data }),
        );
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

/** What a chat of Cursor CLI's is besides its messages. */
export interface CursorChatFacts {
  readonly name?: string;
  /** ms since 1970. */
  readonly createdAt?: number | string;
  /** URI of its folder. */
  readonly workspace?: string;
  /** What summaries took the place of: ids of messages, and of the message with the summary. */
  readonly archives?: readonly { readonly messages: readonly string[]; readonly summary: string }[];
}

/** store.db of one chat, with its writer still open. */
export class CursorChatDatabase implements Disposable {
  readonly database: DatabaseSync;

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS blobs (id TEXT PRIMARY KEY, data BLOB);
      CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT)`);
  }

  /** Stores bytes, or a message as JSON, under their hash, which it gives. */
  blob(content: Uint8Array | object): string {
    const data = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    const id = createHash('sha256').update(data).digest('hex');
    this.database.prepare('INSERT OR REPLACE INTO blobs VALUES (?, ?)').run(id, data);
    return id;
  }

  /** Makes the messages of these ids all of the chat. */
  chat(agentId: string, messages: readonly string[], facts: CursorChatFacts = {}): void {
    const { name = 'New Agent', createdAt = Date.UTC(2026, 5, 1), workspace, archives = [] } = facts;
    const root = [
      ...messages.map((id) => field(1, Buffer.from(id, 'hex'))),
      // A number, and what is in neither: they are passed over.
      Buffer.from([0x28, 0x96, 0x01]),
      field(8, Buffer.alloc(32, 7)),
      ...(workspace === undefined ? [] : [field(9, Buffer.from(workspace))]),
      ...archives.map((archive) => {
        const lines = archive.messages.map((id) => field(1, Buffer.from(id, 'hex')));
        const summary = [field(2, Buffer.from('In short')), field(4, Buffer.from(archive.summary, 'hex'))];
        return field(13, Buffer.from(this.blob(Buffer.concat([...lines, ...summary])), 'hex'));
      }),
    ];
    this.meta({ agentId, latestRootBlobId: this.blob(Buffer.concat(root)), name, createdAt });
  }

  /** Says what the chat is. */
  meta(meta: object): void {
    const value = Buffer.from(JSON.stringify(meta)).toString('hex');
    this.database.prepare("INSERT OR REPLACE INTO meta VALUES ('0', ?)").run(value);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}

/** A field of Protocol Buffers that holds fewer than 16,384 bytes. */
function field(number: number, value: Uint8Array): Buffer {
  const length = value.length < 128 ? [value.length] : [(value.length % 128) + 128, value.length >> 7];
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), value]);
}
