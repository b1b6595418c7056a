/**
 * Finds candidate chunks in the library: by word (FTS5, BM25) and by vector (one bit a dimension first, then the
 * floats of the best). Which conversations they make is the business of ../../search.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import { roles } from '../../shared/conversation.ts';
import { query } from './statements.ts';
import { signBits } from './vector-store.ts';

/** What a hit must satisfy. Times in ms since 1970, of the messages, never of the import. */
export interface SearchFilter {
  readonly source?: string;
  /** Part of the project's path, whatever its case. */
  readonly project?: string;
  readonly role?: (typeof roles)[number];
  readonly after?: number;
  readonly before?: number;
}

/** A text that matches, with its score: higher is better. */
export interface ScoredText {
  readonly textId: number;
  readonly score: number;
}

/** Where a text stands: one row a chunk, with what a hit shows. */
export interface ChunkPlace {
  readonly textId: number;
  readonly conversationId: number;
  readonly format: string;
  readonly key: string;
  readonly title: string | null;
  readonly project: string | null;
  readonly startedAt: number | null;
  /** False for a tool call or result. */
  readonly spoken: boolean;
  readonly text: string;
  readonly spans: readonly { readonly messageId: number; readonly end: number }[];
}

/** A message as a hit names it. */
export interface HitMessage {
  readonly id: number;
  readonly key: string;
  readonly role: (typeof roles)[number];
  readonly time: number | null;
  readonly path: string | null;
}

/** Candidates that the bits give to the floats: recall@10 measured 1.0 with 200 at 100,000 chunks. */
const RESCORED = 256;

const scoreRow = z
  .object({ text_id: z.number(), score: z.number() })
  .transform((row): ScoredText => ({ textId: row.text_id, score: row.score }));
const spansColumn = z.array(z.int());
const placeRow = z
  .object({
    text_id: z.number(),
    conversation_id: z.number(),
    format: z.string(),
    key: z.string(),
    title: z.string().nullable(),
    project: z.string().nullable(),
    started_at: z.number().nullable(),
    spoken: z.number(),
    text: z.string(),
    spans: z.string(),
  })
  .transform((row): ChunkPlace => {
    const flat = spansColumn.parse(JSON.parse(row.spans));
    const spans = [];
    for (let index = 0; index + 1 < flat.length; index += 2) {
      spans.push({ messageId: flat[index] ?? 0, end: flat[index + 1] ?? 0 });
    }
    return {
      textId: row.text_id,
      conversationId: row.conversation_id,
      format: row.format,
      key: row.key,
      title: row.title,
      project: row.project,
      startedAt: row.started_at,
      spoken: row.spoken === 1,
      text: row.text,
      spans,
    };
  });
const messageRow = z.object({
  id: z.number(),
  key: z.string(),
  role: z.enum(roles),
  time: z.number().nullable(),
  path: z.string().nullable(),
});

/** Reads candidates from the library. */
export class SearchStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** The best texts for an FTS5 `expression`, which the caller has made safe. */
  byWord(expression: string, filter: SearchFilter, limit: number): ScoredText[] {
    const allowed = allowedTexts(filter);
    return query(
      this.database,
      `SELECT rowid AS text_id, -bm25(words) AS score FROM words
        WHERE words MATCH ? ${allowed ? `AND rowid IN (${allowed.sql})` : ''} ORDER BY rank LIMIT ?`,
      scoreRow,
    ).all(expression, ...(allowed?.values ?? []), limit);
  }

  /** The texts nearest to `vector` in an index; the score is the cosine. */
  byVector(index: number, vector: Float32Array, filter: SearchFilter, limit: number): ScoredText[] {
    const allowed = allowedTexts(filter);
    const floats = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    return query(
      this.database,
      `SELECT text_id, 1 - vec_distance_cosine(embedding, ?) AS score FROM vectors_${index}
        WHERE text_id IN (SELECT rowid FROM bits_${index} WHERE embedding MATCH vec_bit(?) AND k = ?
                          ${allowed ? `AND rowid IN (${allowed.sql})` : ''})
        ORDER BY score DESC LIMIT ?`,
      scoreRow,
    ).all(floats, signBits(vector), RESCORED, ...(allowed?.values ?? []), limit);
  }

  /** The chunks that hold any of `texts` and pass the filter. */
  places(texts: readonly number[], filter: SearchFilter): ChunkPlace[] {
    const { conditions, values } = placeConditions(filter);
    return query(
      this.database,
      `SELECT c.text_id, c.conversation_id, v.format, v.key, v.title, v.project, v.started_at,
              c.ordinal IS NOT NULL AS spoken, t.text, c.spans
         FROM chunks c JOIN conversations v ON v.id = c.conversation_id JOIN texts t ON t.id = c.text_id
         JOIN messages m ON m.id = c.message_id
        WHERE c.text_id IN (SELECT value FROM json_each(?)) ${conditions}`,
      placeRow,
    ).all(JSON.stringify(texts), ...values);
  }

  /** The messages with these ids, and the file that holds each. */
  messages(ids: readonly number[]): HitMessage[] {
    return query(
      this.database,
      `SELECT m.id, m.key, m.role, m.time, (SELECT path FROM files WHERE id = m.sort_file) AS path
         FROM messages m WHERE m.id IN (SELECT value FROM json_each(?))`,
      messageRow,
    ).all(JSON.stringify(ids));
  }
}

function placeConditions(filter: SearchFilter): { conditions: string; values: SQLInputValue[] } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, value: SQLInputValue): void => {
    conditions.push(`AND ${condition}`);
    values.push(value);
  };
  if (filter.source !== undefined) add('v.format = ?', filter.source);
  if (filter.project !== undefined)
    add("instr(lower(coalesce(v.project, '')), lower(?)) > 0", filter.project);
  if (filter.after !== undefined) add('coalesce(m.time, v.updated_at) >= ?', filter.after);
  if (filter.before !== undefined) add('coalesce(m.time, v.started_at) < ?', filter.before);
  if (filter.role !== undefined) {
    add(
      `EXISTS (SELECT 1 FROM json_each(c.spans) s JOIN messages r ON r.id = s.value WHERE s.key % 2 = 0 AND r.role = ?)`,
      filter.role,
    );
  }
  return { conditions: conditions.join(' '), values };
}

function allowedTexts(filter: SearchFilter): { sql: string; values: SQLInputValue[] } | null {
  const { conditions, values } = placeConditions(filter);
  if (values.length === 0) return null;
  return {
    sql: `SELECT c.text_id FROM chunks c JOIN conversations v ON v.id = c.conversation_id
            JOIN messages m ON m.id = c.message_id WHERE 1 ${conditions}`,
    values,
  };
}
