/**
 * The chunks that have a vector and are not on the server yet, with all that a point says of them.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { roles } from '../../shared/conversation.ts';
import { conversationRowId, textId, type ConversationRowId, type TextId } from '../../shared/ids.ts';
import { searchableText } from './name-parts.ts';
import { pointIdOf } from './point-id.ts';
import { sparseDocument, type SparseWords } from './sparse-words.ts';
import { PrivateTexts } from './private-texts.ts';
import { query } from './statements.ts';
import type { BacklogCursor } from './vector-store.ts';
import type { WordTerms } from './word-terms.ts';

/** Whose words a part of a chunk is, up to the offset `end`. Times in ms since 1970. */
export interface PointSpan {
  readonly message: string;
  readonly role: (typeof roles)[number];
  readonly time: number | null;
  readonly end: number;
}

/** A chunk as a server gets it: without what is private in its messages. Its vector was made of all of it. */
export interface UnsentChunk {
  readonly point: Uint8Array;
  readonly conversationId: ConversationRowId;
  readonly textId: TextId;
  /** As hits name it. */
  readonly conversation: string;
  readonly title: string | null;
  readonly project: string | null;
  readonly source: string;
  readonly startedAt: number | null;
  /** When it was said: of its first message, or as far as the conversation says. Null where nothing is known. */
  readonly earliest: number | null;
  readonly latest: number | null;
  readonly ordinal: number;
  /** The file that its first message is from. */
  readonly path: string | null;
  readonly text: string;
  readonly spans: readonly PointSpan[];
  readonly vector: Float32Array;
  readonly words: SparseWords;
}

/** A page of what is to be sent, newest conversation first; `next` is null at its end. */
export interface UnsentPage {
  readonly chunks: readonly UnsentChunk[];
  readonly next: BacklogCursor | null;
}

/** A page of chunks without a vector; `next` is null at its end. */
export interface UnembeddedPage {
  readonly chunks: readonly { readonly textId: TextId; readonly point: Uint8Array }[];
  readonly next: BacklogCursor | null;
}

const chunkRow = z.object({
  text_id: z.number().transform(textId),
  conversation_id: z.number().transform(conversationRowId),
  ordinal: z.int(),
  hash: z.instanceof(Uint8Array),
  text: z.string(),
  embedding: z.instanceof(Uint8Array),
  spans: z.string(),
  format: z.string(),
  key: z.string(),
  title: z.string().nullable(),
  project: z.string().nullable(),
  started_at: z.number().nullable(),
  updated_at: z.number().nullable(),
});
const unembeddedRow = chunkRow.pick({
  text_id: true,
  conversation_id: true,
  ordinal: true,
  hash: true,
  format: true,
  key: true,
  updated_at: true,
});
const messageRow = z.object({
  id: z.int(),
  key: z.string(),
  role: z.enum(roles),
  time: z.number().nullable(),
  path: z.string().nullable(),
});
const spansColumn = z.array(z.int());

/** Reads pages of what is to be sent. */
export class RemoteBacklog {
  private readonly database: DatabaseSync;
  private readonly terms: WordTerms;
  private readonly privateTexts: PrivateTexts;

  constructor(database: DatabaseSync, terms: WordTerms) {
    this.database = database;
    this.terms = terms;
    this.privateTexts = new PrivateTexts(database);
  }

  // The order of the backlog, by its indexes; see VectorStore.

  /** The next page; a point comes once in it, whatever the number of its chunks. */
  page(index: number, remote: number, after: BacklogCursor | null, limit: number): UnsentPage {
    const from = after ?? { updatedAt: Infinity, conversation: 0, ordinal: -1 };
    const rows = query(
      this.database,
      `SELECT c.text_id, v.id AS conversation_id, c.ordinal, t.hash, t.text, e.embedding, c.spans,
              v.format, v.key, v.title, v.project, v.started_at, v.updated_at
         FROM conversations v CROSS JOIN chunks c CROSS JOIN texts t CROSS JOIN vectors_${index} e
        WHERE c.conversation_id = v.id AND c.ordinal IS NOT NULL AND t.id = c.text_id AND e.text_id = c.text_id
          AND -coalesce(v.updated_at, 0) >= ?1
          AND (-coalesce(v.updated_at, 0), v.id, c.ordinal) > (?1, ?2, ?3)
          AND NOT EXISTS (SELECT 1 FROM remote_points r
            WHERE r.conversation_id = c.conversation_id AND r.text_id = c.text_id AND r.remote_id = ?4)
        ORDER BY -coalesce(v.updated_at, 0), v.id, c.ordinal LIMIT ?5`,
      chunkRow,
    ).all(-from.updatedAt, from.conversation, from.ordinal, remote, limit);
    const last = rows.at(-1);
    return {
      chunks: this.describe(rows),
      next:
        last !== undefined && rows.length === limit
          ? { updatedAt: last.updated_at ?? 0, conversation: last.conversation_id, ordinal: last.ordinal }
          : null,
    };
  }

  /** The next page of chunks that have no vector, with the ids of their points: a server may have their vectors. */
  unembedded(index: number, after: BacklogCursor | null, limit: number): UnembeddedPage {
    const from = after ?? { updatedAt: Infinity, conversation: 0, ordinal: -1 };
    const rows = query(
      this.database,
      `SELECT c.text_id, v.id AS conversation_id, c.ordinal, t.hash, v.format, v.key, v.updated_at
         FROM conversations v CROSS JOIN chunks c CROSS JOIN texts t
        WHERE c.conversation_id = v.id AND c.ordinal IS NOT NULL AND t.id = c.text_id
          AND -coalesce(v.updated_at, 0) >= ?1
          AND (-coalesce(v.updated_at, 0), v.id, c.ordinal) > (?1, ?2, ?3)
          AND NOT EXISTS (SELECT 1 FROM vectors_${index} e WHERE e.text_id = c.text_id)
        ORDER BY -coalesce(v.updated_at, 0), v.id, c.ordinal LIMIT ?4`,
      unembeddedRow,
    ).all(-from.updatedAt, from.conversation, from.ordinal, limit);
    const last = rows.at(-1);
    return {
      chunks: rows.map((row) => ({
        textId: row.text_id,
        point: pointIdOf(`${row.format}:${row.key}`, row.hash),
      })),
      next:
        last !== undefined && rows.length === limit
          ? { updatedAt: last.updated_at ?? 0, conversation: last.conversation_id, ordinal: last.ordinal }
          : null,
    };
  }

  /** The words of texts, as points have them. */
  wordsOf(texts: readonly string[]): SparseWords[] {
    return this.terms.ofAll(texts.map(searchableText)).map(sparseDocument);
  }

  private describe(rows: readonly z.infer<typeof chunkRow>[]): UnsentChunk[] {
    const spans = rows.map((row) => spansColumn.parse(JSON.parse(row.spans)));
    const messages = this.messages(new Set(spans.flatMap((flat) => flat.filter((_, at) => at % 2 === 0))));
    const open = this.privateTexts.openParts(rows);
    const words = this.wordsOf(open.map((parts) => parts.join('')));
    const chunks = new Map<string, UnsentChunk>();
    for (const [at, row] of rows.entries()) {
      const conversation = `${row.format}:${row.key}`;
      const point = pointIdOf(conversation, row.hash);
      const parts = open[at] ?? [];
      const said = pointSpans(spans[at] ?? [], parts, messages);
      const time = said[0]?.time ?? null;
      chunks.set(Buffer.from(point).toString('hex'), {
        point,
        conversationId: row.conversation_id,
        textId: row.text_id,
        conversation,
        title: row.title,
        project: row.project,
        source: row.format,
        startedAt: row.started_at,
        earliest: time ?? row.started_at,
        latest: time ?? row.updated_at,
        ordinal: row.ordinal,
        path: messages.get(spans[at]?.[0] ?? 0)?.path ?? null,
        text: parts.join(''),
        spans: said,
        vector: new Float32Array(row.embedding.slice().buffer),
        words: words[at] ?? { indices: [], values: [] },
      });
    }
    return [...chunks.values()];
  }

  private messages(ids: ReadonlySet<number>): Map<number, z.infer<typeof messageRow>> {
    const rows = query(
      this.database,
      `SELECT m.id, m.key, m.role, m.time, (SELECT path FROM files WHERE id = m.sort_file) AS path
         FROM messages m WHERE m.id IN (SELECT value FROM json_each(?))`,
      messageRow,
    ).all(JSON.stringify([...ids]));
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function pointSpans(
  flat: readonly number[],
  parts: readonly string[],
  messages: ReadonlyMap<number, z.infer<typeof messageRow>>,
): PointSpan[] {
  const spans: PointSpan[] = [];
  let end = 0;
  for (let at = 0; at + 1 < flat.length; at += 2) {
    end += parts[at / 2]?.length ?? 0;
    const message = messages.get(flat[at] ?? 0);
    if (!message) continue;
    const { key, role, time } = message;
    spans.push({ message: key, role, time, end });
  }
  return spans;
}
