/**
 * Plain text and Markdown: one conversation a file. Headings such as `User:` or `## Assistant` split it into turns.
 * What is read and what is left: docs/formats/text.md.
 */
import { hash } from 'node:crypto';
import { basename, extname, resolve } from 'node:path';
import { titleRanks, type Role } from '../../../shared/conversation.ts';
import { cleanText, oneLine } from '../clean-text.ts';
import type { Format, Sink, SourceFile } from '../format.ts';
import { partUid } from '../part-uid.ts';
import { readTextLines, type TextLine } from '../text-lines.ts';

const NAMES = new Set(['.md', '.markdown', '.txt']);
const TURN =
  /^(?:#{1,6}\s+|\*\*)?(user|human|me|you|assistant|ai|claude|chatgpt|gpt|gemini)(?:\*\*)?\s*(:)?(?:\*\*)?\s*(.*)$/i;
const SPOKEN_BY_USER = new Set(['user', 'human', 'me', 'you']);
const HEADING = /^#\s+(.+)$/;
const FENCE = /^\s*(?:`{3}|~{3})/;
const TITLE_LENGTH = 120;

/** Characters after which a turn is closed: a huge file isn't one message. */
const LONGEST_MESSAGE = 256 * 1024;

/** See ../format.ts. */
export const plainText: Format = {
  name: 'text',
  resumable: false,

  recognises(head, path) {
    return NAMES.has(extname(path).toLowerCase()) && !head.includes(0);
  },

  async read(file, sink, signal) {
    const document = new Document(file, sink);
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    for await (const line of readTextLines(source, signal)) {
      document.line(line);
      if (sink.full) await sink.checkpoint(line.offset, null);
    }
    document.finish();
    return { offset: file.size, state: null };
  },
};

/** Turns the lines of one file into the messages of one conversation. */
class Document {
  private readonly sink: Sink;
  private readonly key: string;
  private readonly name: string;
  private readonly time: number;
  private role: Role = 'user';
  private text = '';
  private offset = 0;
  private messages = 0;
  private titled = false;
  private inFence = false;
  private lineGoesOn = false;

  constructor(file: Pick<SourceFile, 'path' | 'modifiedAt'>, sink: Sink) {
    this.sink = sink;
    this.key = hash('sha256', resolve(file.path)).slice(0, 32);
    this.name = basename(file.path);
    this.time = file.modifiedAt;
    const text = oneLine(this.name, TITLE_LENGTH);
    sink.facts({ key: this.key, kind: 'document', title: { text, rank: titleRanks.fallback } });
  }

  line({ text, offset, goesOn }: TextLine): void {
    const turn = this.lineGoesOn || goesOn ? null : this.beginsTurn(text);
    if (turn || this.text.length > LONGEST_MESSAGE) {
      this.close();
      this.offset = offset;
    }
    if (turn) this.role = turn.role;
    this.text += (turn?.rest ?? text) + (goesOn ? '' : '\n');
    this.lineGoesOn = goesOn;
  }

  finish(): void {
    this.close();
  }

  /** Looks at a whole line, and follows what is code: neither headings nor turns are told in it. */
  private beginsTurn(line: string): Turn | null {
    if (FENCE.test(line)) this.inFence = !this.inFence;
    if (this.inFence) return null;
    const heading = HEADING.exec(line)?.[1];
    const title = oneLine(cleanText(heading ?? ''), TITLE_LENGTH);
    if (!this.titled && title !== '') {
      this.titled = true;
      this.sink.facts({ key: this.key, title: { text: title, rank: titleRanks.summary } });
    }
    return turnOf(line);
  }

  private close(): void {
    const text = cleanText(this.text);
    this.text = '';
    if (text === '') return;
    const message = `${this.key}#${this.messages}`;
    this.messages += 1;
    this.sink.part({
      conversation: this.key,
      message,
      uid: partUid('text', message, 0, 'text', text),
      role: this.role,
      kind: 'text',
      time: this.time,
      sortTime: this.time,
      offset: this.offset,
      text,
    });
  }
}

interface Turn {
  readonly role: Role;
  readonly rest: string;
}

/** A line that says who speaks: a heading or bold name alone, or a name with a colon. */
function turnOf(line: string): Turn | null {
  const match = TURN.exec(line);
  if (!match) return null;
  const [, name = '', colon, rest = ''] = match;
  const marked = /^[#*]/.test(line);
  if (colon === undefined && !(marked && rest === '')) return null;
  return { role: SPOKEN_BY_USER.has(name.toLowerCase()) ? 'user' : 'assistant', rest };
}
