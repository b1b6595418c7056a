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
    const spans = chunks.map((chunk) => spansColumn.parse(JSON.parse(chunk.spans)));
    const messages = new Set(spans.flatMap((all) => all.filter((_, at) => at % 2 === 0)));
    const marked = this.marked.all(JSON.stringify([...messages])).map(({ message_id: id }) => id);
    if (marked.length === 0) return chunks.map(({ text }) => text);
    const texts = new Map<number, string[]>();
    for (const { message_id: id, text } of this.parts.all(JSON.stringify(marked)))
      texts.set(id, [...(texts.get(id) ?? []), text]);
    const whole = new Map([...texts].map(([id, parts]) => [id, joinParts(parts)]));
    return chunks.map(({ text }, at) => openText(text, spans[at] ?? [], whole));
  }
}

function openText(text: string, spans: readonly number[], marked: ReadonlyMap<number, string>): string {
  let open = '';
  let start = 0;
  for (let at = 0; at + 1 < spans.length; at += 2) {
    const end = spans[at + 1] ?? start;
    const segment = text.slice(start, end);
    const message = marked.get(spans[at] ?? -1);
    open += message === undefined ? segment : withoutPrivate(segment, message);
    start = end;
  }
  return open + text.slice(start);
}
