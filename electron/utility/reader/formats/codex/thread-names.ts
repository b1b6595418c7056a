/**
 * The names that people gave their threads, which Codex keeps apart from its rollouts: ~/.codex/session_index.jsonl. It is
 * only ever appended to, a line a renaming. What is read and what is left: docs/formats/codex.md.
 */
import { z } from 'zod';
import { cleanText, oneLine } from '../../clean-text.ts';
import type { Format, Json, Sink } from '../../format.ts';
import { isFirstObject } from '../../head-objects.ts';
import type { JsonObject } from '../../json-values.ts';
import { readLineByLine, readObjects, type LineReader } from '../../line-by-line.ts';
import type { Line } from '../../lines.ts';
import { TITLE_LENGTH } from '../../prompt-title.ts';
import { timeOf } from '../../time.ts';

/** `updated_at`: RFC 3339, or "unknown". */
const namingSchema = z.object({ id: z.string().min(1), thread_name: z.string(), updated_at: z.string() });

/** See ../../format.ts. */
export const codexNames: Format = {
  name: 'codex',
  resumable: true,

  recognises: (head) => isFirstObject(head, (object) => namingSchema.safeParse(object).success),

  read: (file, sink, signal) => readLineByLine(file, sink, signal, new NameReader(sink)),
};

/** Reads the lines of one list. */
class NameReader implements LineReader {
  private readonly sink: Sink;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  state(): Json {
    return null;
  }

  line(line: Line): void {
    readObjects(line, this.sink, (object, { offset }) => this.naming(object, offset));
  }

  private naming(object: JsonObject, offset: number): void {
    const naming = namingSchema.safeParse(object).data;
    if (!naming) return this.sink.skip('unknown-shape', offset);
    const name = oneLine(cleanText(naming.thread_name), TITLE_LENGTH);
    // A name that is taken back: Codex goes on with the one before.
    if (name !== '') this.sink.name({ key: naming.id, name, time: timeOf(naming.updated_at) });
  }
}
