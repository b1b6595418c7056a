/**
 * Texts of the backlog as they may leave the machine: without what is private in the messages that they are of.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { joinParts, withoutPrivate } from './private-spans.ts';
import { query, type Query } from './statements.ts';

/** A chunk's text with its spans: [message, end, ...]. */
export interface SpannedText {
  readonly text: string;
  readonly spans: string;
}

const spansColumn = z.array(z.int());
const partRow = z.object({ message_id: z.int(), text: z.string() });

/** Looks messages up for their private spans. */
export class PrivateTexts {
  private readonly marked: Query<{ message_id: number }>;
  private readonly parts: Query<z.infer<typeof partRow>>;

  constructor(database: DatabaseSync) {
    this.marked = query(
      database,
      `SELECT DISTINCT p.message_id FROM parts p JOIN texts t ON t.id = p.text_id
        WHERE p.message_id IN (SELECT value FROM json_each(?)) AND p.kind = 'text' AND t.text LIKE '%<private>%'`,
      z.object({ message_id: z.int() }),
    );
    this.parts = query(
      database,
      `SELECT p.message_id, t.text FROM parts p JOIN texts t ON t.id = p.text_id
        WHERE p.message_id IN (SELECT value FROM json_each(?)) AND p.kind = 'text'
        ORDER BY p.message_id, p.sort_time, p.sort_file, p.sort_offset, p.id`,
      partRow,
    );
  }

  /** The texts, in order, without what is private. */
  open(chunks: readonly SpannedText[]): string[] {
    return this.openParts(chunks).map((parts) => parts.join(''));
  }

  /** The texts, in order, without what is private: the part of each span, and what stands behind the last. */
  openParts(chunks: readonly SpannedText[]): string[][] {
    const spans = chunks.map((chunk) => spansColumn.parse(JSON.parse(chunk.spans)));
    const messages = new Set(spans.flatMap((all) => all.filter((_, at) => at % 2 === 0)));
    const marked = this.marked.all(JSON.stringify([...messages])).map(({ message_id: id }) => id);
    const texts = new Map<number, string[]>();
    const parts = marked.length === 0 ? [] : this.parts.all(JSON.stringify(marked));
    for (const { message_id: id, text } of parts) texts.set(id, [...(texts.get(id) ?? []), text]);
    const whole = new Map([...texts].map(([id, all]) => [id, joinParts(all)]));
    return chunks.map(({ text }, at) => openParts(text, spans[at] ?? [], whole));
  }
}

function openParts(text: string, spans: readonly number[], marked: ReadonlyMap<number, string>): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at + 1 < spans.length; at += 2) {
    const end = spans[at + 1] ?? start;
    const segment = text.slice(start, end);
    const message = marked.get(spans[at] ?? -1);
    parts.push(message === undefined ? segment : withoutPrivate(segment, message));
    start = end;
  }
  return [...parts, text.slice(start)];
}
