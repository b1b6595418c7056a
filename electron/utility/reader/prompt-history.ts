/**
 * Reads lists of prompts that agents keep apart from their sessions, and longer. Each prompt goes into the
 * conversation of its session, under a key that tells the library to let it go once it has the session itself.
 */
import { hash } from 'node:crypto';
import { PROMPT_KEY, type FormatName } from '../../shared/conversation.ts';
import { cleanText } from './clean-text.ts';
import { ConversationWriter } from './conversation-writer.ts';
import type { Json, Sink } from './format.ts';
import type { JsonObject } from './json-values.ts';
import { readObjects, type LineReader } from './line-by-line.ts';
import type { Line } from './lines.ts';
import { SHORTENED_MARK } from './string-shortener.ts';

/** A prompt of a list. */
export interface ListedPrompt {
  /** Id of its session. */
  readonly session: string;
  readonly text: string;
  /** ms since 1970. */
  readonly time: number;
  readonly project: string | undefined;
}

/** Reads one object of a list; null if it has no known shape. */
export type ReadPrompt = (object: JsonObject) => ListedPrompt | null;

/** Sessions whose writers are kept: prompts of one session stand close together. */
const SESSIONS = 256;

/** Reads the lines of one list. */
export class PromptHistoryReader implements LineReader {
  private readonly sink: Sink;
  private readonly format: FormatName;
  private readonly read: ReadPrompt;
  private readonly writers = new Map<string, ConversationWriter>();

  constructor(sink: Sink, format: FormatName, read: ReadPrompt) {
    this.sink = sink;
    this.format = format;
    this.read = read;
  }

  state(): Json {
    return null;
  }

  line(line: Line): void {
    readObjects(line, this.sink, (object, { offset }) => {
      const prompt = this.read(object);
      if (prompt) this.prompt(prompt, offset);
      else this.sink.skip('unknown-shape', offset);
    });
  }

  private prompt({ session, text, time, project }: ListedPrompt, offset: number): void {
    if (text.endsWith(SHORTENED_MARK)) this.sink.skip('too-long', offset);
    const clean = cleanText(text);
    const writer = this.writerOf(session);
    if (clean !== '') writer.project(project);
    // Lists repeat a prompt here and there: same session, time and words are one.
    const message = `${PROMPT_KEY}${hash('sha256', `${time}\0${clean}`).slice(0, 32)}`;
    const line = `${session}/${message}`;
    writer.part({ message, line, block: 0, role: 'user', kind: 'text', time, offset, text: clean }, time);
  }

  private writerOf(session: string): ConversationWriter {
    const known = this.writers.get(session);
    if (known) return known;
    if (this.writers.size >= SESSIONS) this.writers.clear();
    const writer = new ConversationWriter(this.sink, this.format, session, null);
    this.writers.set(session, writer);
    return writer;
  }
}
