/**
 * The indexes of the library: their vectors, what is still without one (the backlog), what is in quarantine, and what
 * is kept back from those that are made elsewhere.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { textId, type TextId } from '../../shared/ids.ts';
import { AccountStore } from './account-store.ts';
import { BitBlocks } from './bit-blocks.ts';
import { leftOutConversations, type LeftOut } from './left-out.ts';
import { PrivateTexts } from './private-texts.ts';
import { query, transaction } from './statements.ts';
import { packVector, type VectorForm } from './vector-codec.ts';

/** What makes an index: other vectors are never compared with these. */
export interface IndexIdentity {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  readonly chunkerVersion: number;
}

/** A text of the backlog. */
export interface BacklogText {
  readonly id: TextId;
  readonly text: string;
  readonly tokens: number;
  /** The conversation that it was found in; one of them, where several hold it. */
  readonly conversation: number;
}

/** Where a page of the backlog ended: the next one goes on behind it. */
export interface BacklogCursor {
  readonly updatedAt: number;
  readonly conversation: number;
  readonly ordinal: number;
}

/** A page of the backlog, newest conversation first; `next` is null at its end. */
export interface BacklogPage {
  readonly texts: readonly BacklogText[];
  readonly next: BacklogCursor | null;
}

/**
 * How far an index is, in chunks. An index that is made elsewhere does not get all: `withheld` are private as a whole,
 * `excluded` are of excluded projects and sources. Nothing waits for these, and they are no failures.
 */
export interface IndexProgress {
  readonly embedded: number;
  readonly pending: number;
  readonly quarantined: number;
  readonly withheld: number;
  readonly excluded: number;
}

/** The progress of an index that nothing is in yet, of so many chunks. */
export function emptyProgress(pending = 0): IndexProgress {
  return { embedded: 0, pending, quarantined: 0, withheld: 0, excluded: 0 };
}

/** A vector to store, or why there is none: a reason, or that all of the text is private. */
export type EmbeddingResult =
  | { readonly id: TextId; readonly vector: Float32Array }
  | { readonly id: TextId; readonly quarantined: string }
  | { readonly id: TextId; readonly withheld: true };

/** Bits are packed anew when more than this share of them, and at least so many, are of vectors that have gone. */
const MOST_GONE = 0.25;
const LEAST_GONE = 1_000;

/** Removals of chunks that a search which is still open may not have seen. */
const KEPT_REMOVALS = 100_000;

const backlogRow = z.object({
  text_id: z.number().transform(textId),
  text: z.string(),
  tokens: z.int(),
  updated_at: z.number(),
  conversation_id: z.int(),
  ordinal: z.int(),
  spans: z.string(),
});
const progressRow = z.object({
  embedded: z.int(),
  pending: z.int(),
  quarantined: z.int(),
  withheld: z.int(),
  excluded: z.int(),
});

/** An index with what it holds. `bytes`: of its vectors and bits. */
export interface StoredIndex extends IndexIdentity {
  readonly id: number;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly vectors: number;
  readonly bytes: number;
}

/** Nothing is left out. */
export const nothingLeftOut: LeftOut = { projects: [], sources: [] };

/** The provider whose index needs no text to leave the machine. */
const LOCAL = 'local';

/** Vectors of all indexes. */
export class VectorStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** The id of an index, which is made if there is none yet; what search derives from its vectors is made whole. */
  ensureIndex(identity: IndexIdentity): number {
    const known = this.findIndex(identity);
    if (known !== undefined) {
      this.tidy(known);
      return known;
    }
    return transaction(this.database, () => {
      const id = Number(
        this.database
          .prepare(
            `INSERT INTO indexes (id, provider, model, dimensions, chunker_version, created_at)
             VALUES (max((SELECT coalesce(max(id), 0) FROM indexes), (SELECT coalesce(max(id), 0) FROM removed_indexes)) + 1,
                     ?, ?, ?, ?, ?)`,
          )
          .run(identity.provider, identity.model, identity.dimensions, identity.chunkerVersion, Date.now())
          .lastInsertRowid,
      );
      this.database.exec(
        `CREATE TABLE vectors_${id} (text_id INTEGER PRIMARY KEY, embedding BLOB NOT NULL) STRICT`,
      );
      new BitBlocks(this.database, id).build();
      return id;
    });
  }

  /**
   * Packs the bits of an index where there are none, where an older Recollect wrote some, or where many are of vectors
   * that have gone.
   */
  private tidy(index: number): void {
    const blocks = new BitBlocks(this.database, index);
    this.database
      .prepare('DELETE FROM chunk_removals WHERE sequence <= (SELECT max(sequence) FROM chunk_removals) - ?')
      .run(KEPT_REMOVALS);
    if (blocks.exists && blocks.complete) {
      const gone = blocks.state().gone;
      if (gone < LEAST_GONE || gone < blocks.count() * MOST_GONE) return;
    }
    transaction(this.database, () => blocks.build());
  }

  /** The id of an index, if there is one. */
  findIndex(identity: IndexIdentity): number | undefined {
    return query(
      this.database,
      'SELECT id FROM indexes WHERE provider = ? AND model = ? AND dimensions = ? AND chunker_version = ?',
      z.object({ id: z.int() }),
    ).one(identity.provider, identity.model, identity.dimensions, identity.chunkerVersion)?.id;
  }

  /**
   * The chunks without a vector are the backlog; this is its next page. A text may come twice, but not in a page.
   * `index` is null for one that is not there yet. For a provider elsewhere the texts are without what is private.
   */
  backlog(
    index: number | null,
    after: BacklogCursor | null,
    limit: number,
    leftOut: LeftOut = nothingLeftOut,
  ): BacklogPage {
    const from = after ?? { updatedAt: Infinity, conversation: 0, ordinal: -1 };
    // In the order of two indexes, conversations_newest and that of their chunks: CROSS JOIN keeps it, and no page is
    // sorted. The first condition finds where to begin, the second one is exact.
    const rows = query(
      this.database,
      `SELECT c.text_id, t.text, c.tokens, coalesce(v.updated_at, 0) AS updated_at, v.id AS conversation_id, c.ordinal,
              c.spans
         FROM conversations v CROSS JOIN chunks c CROSS JOIN texts t
        WHERE c.conversation_id = v.id AND c.ordinal IS NOT NULL AND t.id = c.text_id
          AND -coalesce(v.updated_at, 0) >= ?1
          AND (-coalesce(v.updated_at, 0), v.id, c.ordinal) > (?1, ?2, ?3)
          ${index === null ? '' : `AND NOT EXISTS (SELECT 1 FROM vectors_${index} e WHERE e.text_id = c.text_id)`}
          AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.index_id = ?4 AND q.text_id = c.text_id)
          AND NOT EXISTS (SELECT 1 FROM withheld h WHERE h.index_id = ?4 AND h.text_id = c.text_id)
          AND v.id NOT IN (SELECT value FROM json_each(?6))
        ORDER BY -coalesce(v.updated_at, 0), v.id, c.ordinal LIMIT ?5`,
      backlogRow,
    ).all(
      -from.updatedAt,
      from.conversation,
      from.ordinal,
      index,
      limit,
      leftOutConversations(this.database, leftOut),
    );
    const last = rows.at(-1);
    const open = this.staysHere(index) ? null : new PrivateTexts(this.database).open(rows);
    const texts = new Map(
      rows.map(({ text_id: id, text, tokens, conversation_id: conversation }, row) => [
        id,
        { id, text: open?.[row] ?? text, tokens, conversation },
      ]),
    );
    const more = rows.length === limit && last !== undefined;
    return {
      texts: [...texts.values()],
      next: more
        ? { updatedAt: last.updated_at, conversation: last.conversation_id, ordinal: last.ordinal }
        : null,
    };
  }

  private staysHere(index: number | null): boolean {
    const found = query(
      this.database,
      'SELECT provider FROM indexes WHERE id = ?',
      z.object({ provider: z.string() }),
    ).one(index);
    return found?.provider === LOCAL;
  }

  /**
   * Stores vectors in one transaction; texts that have gone meanwhile, or have one already, are passed over.
   * `receipts`: the paid calls that they came from, which are settled with them. `form`: how the numbers are kept.
   */
  store(
    index: number,
    results: readonly EmbeddingResult[],
    receipts: readonly number[] = [],
    form: VectorForm = 'float',
  ): void {
    const exists = this.database.prepare('SELECT 1 FROM texts WHERE id = ?');
    const insert = this.database.prepare(
      `INSERT INTO vectors_${index} (text_id, embedding) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    );
    const quarantine = this.database.prepare(
      'INSERT INTO quarantine (index_id, text_id, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    const withhold = this.database.prepare(
      'INSERT INTO withheld (index_id, text_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    transaction(this.database, () => {
      const added: { id: TextId; vector: Float32Array }[] = [];
      for (const result of results) {
        if (!exists.get(result.id)) continue;
        if ('quarantined' in result) {
          quarantine.run(index, result.id, result.quarantined, Date.now());
          continue;
        }
        if ('withheld' in result) {
          withhold.run(index, result.id);
          continue;
        }
        const stored = insert.run(result.id, packVector(result.vector, form));
        if (Number(stored.changes) === 1) added.push(result);
      }
      if (added.length > 0) new BitBlocks(this.database, index).append(added);
      if (receipts.length > 0) new AccountStore(this.database).settle(receipts);
    });
  }

  /**
   * How many chunks have a vector, wait for one, are in quarantine, or are kept back. What was embedded before it was
   * left out counts as embedded. `index` is null for one that is not there yet. Reads all chunks: not for every second.
   */
  progress(index: number | null, leftOut: LeftOut = nothingLeftOut): IndexProgress {
    const vectors = index === null ? '(SELECT NULL AS text_id)' : `vectors_${index}`;
    const row = query(
      this.database,
      `SELECT count(*) FILTER (WHERE state = 0) AS embedded, count(*) FILTER (WHERE state = 1) AS excluded,
              count(*) FILTER (WHERE state = 2) AS withheld, count(*) FILTER (WHERE state = 3) AS quarantined,
              count(*) FILTER (WHERE state = 4) AS pending
         FROM (SELECT CASE WHEN e.text_id IS NOT NULL THEN 0
                           WHEN c.conversation_id IN (SELECT value FROM json_each(?2)) THEN 1
                           WHEN h.text_id IS NOT NULL THEN 2
                           WHEN q.text_id IS NOT NULL THEN 3
                           ELSE 4 END AS state
                 FROM chunks c
                 LEFT JOIN ${vectors} e ON e.text_id = c.text_id
                 LEFT JOIN withheld h ON h.index_id = ?1 AND h.text_id = c.text_id
                 LEFT JOIN quarantine q ON q.index_id = ?1 AND q.text_id = c.text_id
                WHERE c.ordinal IS NOT NULL)`,
      progressRow,
    ).one(index, leftOutConversations(this.database, leftOut));
    return row ?? emptyProgress();
  }

  /** Every index, the oldest first. */
  list(): StoredIndex[] {
    const row = z.object({
      id: z.int(),
      provider: z.string(),
      model: z.string(),
      dimensions: z.int(),
      chunkerVersion: z.int(),
      createdAt: z.number(),
    });
    return query(
      this.database,
      `SELECT id, provider, model, dimensions, chunker_version AS chunkerVersion, created_at AS createdAt
         FROM indexes ORDER BY id`,
      row,
    )
      .all()
      .map((index) => {
        const { vectors, stored } = query(
          this.database,
          `SELECT count(*) AS vectors, coalesce(sum(length(embedding)), 0) AS stored FROM vectors_${index.id}`,
          z.object({ vectors: z.int(), stored: z.int() }),
        ).one() ?? { vectors: 0, stored: 0 };
        return { ...index, vectors, bytes: stored + vectors * 2 * Math.ceil(index.dimensions / 8) };
      });
  }

  /** Removes an index with its vectors, and what is in quarantine or kept back for it. Texts and chunks stay. */
  remove(index: number): void {
    transaction(this.database, () => {
      this.database.exec(`DROP TABLE IF EXISTS vectors_${index}; DROP TABLE IF EXISTS bit_blocks_${index}`);
      this.database.prepare('DELETE FROM quarantine WHERE index_id = ?').run(index);
      this.database.prepare('DELETE FROM withheld WHERE index_id = ?').run(index);
      this.database.prepare('DELETE FROM indexes WHERE id = ?').run(index);
      this.database.prepare('INSERT OR IGNORE INTO removed_indexes (id) VALUES (?)').run(index);
    });
  }

  /** Texts of chunks that are embedded, the first of the library. */
  sampleTexts(limit: number): string[] {
    return query(
      this.database,
      `SELECT t.text FROM texts t WHERE EXISTS
         (SELECT 1 FROM chunks c WHERE c.text_id = t.id AND c.ordinal IS NOT NULL) ORDER BY t.id LIMIT ?`,
      z.object({ text: z.string() }),
    )
      .all(limit)
      .map(({ text }) => text);
  }

  /** Puts quarantined texts back into the backlog and says how many. */
  retryQuarantined(index: number): number {
    return Number(this.database.prepare('DELETE FROM quarantine WHERE index_id = ?').run(index).changes);
  }
}
