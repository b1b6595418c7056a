/**
 * What of an index is in a collection on a server. Chunks that have a vector and no point are what is still to be sent;
 * points without a chunk are what is to be removed there: both are queries, as the backlog is.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { conversationRowId, type ConversationRowId, type TextId } from '../../shared/ids.ts';
import { formatAndKey } from './mark-store.ts';
import { query, transaction } from './statements.ts';

/** A point that the server has acknowledged, and the chunk that it is of. */
export interface SentPoint {
  readonly point: Uint8Array;
  readonly conversationId: ConversationRowId;
  readonly textId: TextId;
}

/** What the server was told of a conversation. */
export interface ToldConversation {
  readonly conversationId: ConversationRowId;
  readonly title: string | null;
  readonly project: string | null;
}

/** A conversation of which the server knows something else than the library. */
export interface RetoldConversation extends ToldConversation {
  readonly format: string;
  readonly key: string;
}

/** How far a collection is, in points of this machine. */
export interface RemoteProgress {
  readonly sent: number;
  /** Chunks with a vector that wait to be sent. */
  readonly pending: number;
  /** Points that wait to be removed. */
  readonly leaving: number;
}

const idRow = z.object({ id: z.int() });
const countRow = z.object({ count: z.int() });
const pointRow = z.object({ point: z.instanceof(Uint8Array) });
const retoldRow = z
  .object({
    conversation_id: z.number().transform(conversationRowId),
    format: z.string(),
    key: z.string(),
    title: z.string().nullable(),
    project: z.string().nullable(),
  })
  .transform(({ conversation_id: conversationId, ...row }): RetoldConversation => ({
    conversationId,
    ...row,
  }));

/** Keeps account of one library's points. */
export class RemoteStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /**
   * The id of a collection at `url`, by the name that it was given when it was made. What was known of the one that was
   * there before is forgotten: it is gone.
   */
  ensure(index: number, born: string, url: string): number {
    return transaction(this.database, () => {
      this.database
        .prepare('DELETE FROM remotes WHERE index_id = ? AND url = ? AND born <> ?')
        .run(index, url, born);
      const row = query(
        this.database,
        `INSERT INTO remotes (index_id, born, url) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET url = excluded.url RETURNING id`,
        idRow,
      ).one(index, born, url);
      return row?.id ?? 0;
    });
  }

  /** The id of the collection that was last at `url`, if anything was sent there. */
  find(index: number, url: string): number | null {
    const sql = 'SELECT id FROM remotes WHERE index_id = ? AND url = ? ORDER BY id DESC';
    return query(this.database, sql, idRow).one(index, url)?.id ?? null;
  }

  /** The server has these points now. A chunk that has gone meanwhile leaves a point that is to be removed. */
  noteSent(remote: number, points: readonly SentPoint[], told: readonly ToldConversation[]): void {
    const exists = this.database.prepare(
      'SELECT 1 FROM chunks WHERE text_id = ? AND conversation_id = ? AND ordinal IS NOT NULL',
    );
    const insert = this.database.prepare(
      `INSERT INTO remote_points (remote_id, point, conversation_id, text_id) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET conversation_id = excluded.conversation_id, text_id = excluded.text_id`,
    );
    const back = this.database.prepare('DELETE FROM removed_points WHERE remote_id = ? AND point = ?');
    transaction(this.database, () => {
      for (const { point, conversationId, textId: text } of points) {
        const stands = exists.get(text, conversationId) !== undefined;
        insert.run(remote, point, stands ? conversationId : null, stands ? text : null);
        back.run(remote, point);
      }
      this.note(remote, told);
    });
  }

  /** The server was told this of conversations. */
  noteTold(remote: number, told: readonly ToldConversation[]): void {
    transaction(this.database, () => this.note(remote, told));
  }

  /** These points are no longer on the server, or no longer this machine's. They are known if they come back. */
  noteRemoved(remote: number, points: readonly Uint8Array[]): void {
    const remove = this.database.prepare('DELETE FROM remote_points WHERE remote_id = ? AND point = ?');
    const keep = this.database.prepare(
      'INSERT INTO removed_points (remote_id, point) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    transaction(this.database, () => {
      for (const point of points) {
        remove.run(remote, point);
        keep.run(remote, point);
      }
    });
  }

  /** Points whose chunk has gone, up to `limit`. */
  leaving(remote: number, limit: number): Uint8Array[] {
    return query(
      this.database,
      'SELECT point FROM remote_points WHERE conversation_id IS NULL AND remote_id = ? LIMIT ?',
      pointRow,
    )
      .all(remote, limit)
      .map(({ point }) => point);
  }

  /** Conversations whose title or project is another than the server was told, up to `limit`. */
  retold(remote: number, limit: number): RetoldConversation[] {
    return query(
      this.database,
      `SELECT v.id AS conversation_id, v.format, v.key, v.title, v.project
         FROM remote_conversations r JOIN conversations v ON v.id = r.conversation_id
        WHERE r.remote_id = ? AND (r.title IS NOT v.title OR r.project IS NOT v.project) LIMIT ?`,
      retoldRow,
    ).all(remote, limit);
  }

  /** Points that the server is taken to have, those to be removed included. */
  count(remote: number): number {
    return (
      query(this.database, 'SELECT count(*) AS count FROM remote_points WHERE remote_id = ?', countRow).one(
        remote,
      )?.count ?? 0
    );
  }

  /** How far a collection is. Reads all chunks: not for every second. */
  progress(index: number, remote: number): RemoteProgress {
    const leaving =
      query(
        this.database,
        'SELECT count(*) AS count FROM remote_points WHERE conversation_id IS NULL AND remote_id = ?',
        countRow,
      ).one(remote)?.count ?? 0;
    const embedded =
      query(
        this.database,
        `SELECT count(*) AS count FROM (
           SELECT DISTINCT c.conversation_id, c.text_id FROM chunks c JOIN vectors_${index} e ON e.text_id = c.text_id
            WHERE c.ordinal IS NOT NULL)`,
        countRow,
      ).one()?.count ?? 0;
    const sent = this.count(remote) - leaving;
    return { sent, pending: Math.max(0, embedded - sent), leaving };
  }

  /** Begins a comparison with what the server has: say all of that with `seen`, then `endComparison`. */
  beginComparison(): void {
    this.database.exec(
      'CREATE TEMP TABLE IF NOT EXISTS seen_points (point BLOB PRIMARY KEY) STRICT, WITHOUT ROWID; DELETE FROM seen_points',
    );
  }

  /** Points of this machine that the server has. */
  seen(points: readonly Uint8Array[]): void {
    const insert = this.database.prepare('INSERT INTO seen_points (point) VALUES (?) ON CONFLICT DO NOTHING');
    transaction(this.database, () => {
      for (const point of points) insert.run(point);
    });
  }

  /**
   * Takes what was seen for the truth: what is missing waits to be sent again, or has been removed. Says how many that
   * are.
   */
  endComparison(remote: number): number {
    const missing = 'remote_id = ? AND point NOT IN (SELECT point FROM seen_points)';
    return transaction(this.database, () => {
      this.database
        .prepare(
          `INSERT INTO removed_points (remote_id, point)
             SELECT remote_id, point FROM remote_points WHERE ${missing} AND conversation_id IS NULL
             ON CONFLICT DO NOTHING`,
        )
        .run(remote);
      return Number(this.database.prepare(`DELETE FROM remote_points WHERE ${missing}`).run(remote).changes);
    });
  }

  /** Points that were seen and that this library has not sent, in the order of their ids. */
  unknownPoints(remote: number, after: Uint8Array | null, limit: number): Uint8Array[] {
    return query(
      this.database,
      `SELECT point FROM seen_points WHERE point > ? AND NOT EXISTS
         (SELECT 1 FROM remote_points r WHERE r.remote_id = ? AND r.point = seen_points.point) ORDER BY point LIMIT ?`,
      pointRow,
    )
      .all(after ?? new Uint8Array(0), remote, limit)
      .map(({ point }) => point);
  }

  /**
   * Of points that this library has not sent, those of conversations that it holds are to be removed, unless they turn
   * out to be a chunk's when that is sent, and so are those that it has removed before. Of any other it can't know better
   * than the server: a library that was lost may have sent it.
   */
  noteUnknown(remote: number, points: readonly { point: Uint8Array; conversation: string }[]): void {
    const known = this.database.prepare('SELECT 1 FROM conversations WHERE format = ? AND key = ?');
    const removed = this.database.prepare('SELECT 1 FROM removed_points WHERE remote_id = ? AND point = ?');
    const insert = this.database.prepare(
      'INSERT INTO remote_points (remote_id, point) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    transaction(this.database, () => {
      for (const { point, conversation } of points) {
        if (removed.get(remote, point) ?? known.get(...formatAndKey(conversation))) insert.run(remote, point);
      }
    });
  }

  private note(remote: number, told: readonly ToldConversation[]): void {
    const tell = this.database.prepare(
      `INSERT INTO remote_conversations (remote_id, conversation_id, title, project)
       SELECT ?, id, ?, ? FROM conversations WHERE id = ?
       ON CONFLICT DO UPDATE SET title = excluded.title, project = excluded.project`,
    );
    for (const { conversationId, title, project } of told) tell.run(remote, title, project, conversationId);
  }
}
