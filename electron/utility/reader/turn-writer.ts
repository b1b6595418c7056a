/**
 * Gives the turns of a Markdown transcript, line by line, as messages of a conversation.
 */
import { titleRanks, type FormatName, type PartKind, type Role } from '../../shared/conversation.ts';
import { cleanText } from './clean-text.ts';
import type { Sink } from './format.ts';
import { partUid } from './part-uid.ts';
import { promptTitle } from './prompt-title.ts';

/** Characters after which a message is closed: a huge file isn't one message. */
const LONGEST_MESSAGE = 256 * 1024;

/** Whose words follow, and where they stand. `time` in ms since 1970. */
export interface Turn {
  readonly role: Role;
  readonly kind: PartKind;
  readonly time: number | null;
  readonly offset: number;
}

/** What the words of a turn become; '' if nothing of them is kept. */
export type CleanTurn = (text: string, turn: Turn) => string;

/** Writes one conversation. */
export class TurnWriter {
  private readonly sink: Sink;
  private readonly format: FormatName;
  private readonly key: string;
  private readonly clean: CleanTurn;
  private turn: Turn | null = null;
  private text = '';
  private messages = 0;
  private sortTime: number;
  private titled = false;

  /** `startedAt`: the time of messages that come before the first one with a time, ms since 1970. */
  constructor(
    sink: Sink,
    format: FormatName,
    key: string,
    startedAt: number,
    clean: CleanTurn = (text) => text,
  ) {
    this.sink = sink;
    this.format = format;
    this.key = key;
    this.sortTime = startedAt;
    this.clean = clean;
  }

  /** Ends the turn before and begins another. */
  begin(turn: Turn): void {
    this.end();
    this.turn = turn;
  }

  /** Adds to the turn; before the first one nothing is kept. `goesOn`: the same line has more. */
  line(line: string, offset: number, goesOn = false): void {
    if (!this.turn) return;
    if (this.text.length > LONGEST_MESSAGE) this.begin({ ...this.turn, offset });
    this.text += goesOn ? line : `${line}\n`;
  }

  end(): void {
    const { turn } = this;
    const text = turn ? cleanText(this.clean(this.text, turn)) : '';
    this.text = '';
    this.turn = null;
    if (!turn || text === '') return;
    this.sortTime = Math.max(this.sortTime, turn.time ?? 0);
    const message = `${this.key}#${this.messages}`;
    this.messages += 1;
    this.sink.part({
      conversation: this.key,
      message,
      uid: partUid(this.format, message, 0, turn.kind, text),
      role: turn.role,
      kind: turn.kind,
      time: turn.time,
      sortTime: this.sortTime,
      offset: turn.offset,
      text,
    });
    if (this.titled || turn.role !== 'user') return;
    const title = promptTitle(text);
    if (title === '') return;
    this.titled = true;
    this.sink.facts({ key: this.key, title: { text: title, rank: titleRanks.prompt } });
  }
}

/** Follows which lines of a Markdown text are code: nothing in them is a heading or a turn. */
export class CodeFence {
  private open = '';

  /** Whether `line` is code, or the mark around it. */
  isCode(line: string): boolean {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (this.open === '') {
      this.open = mark;
      return mark !== '';
    }
    const closes = mark.startsWith(this.open) && line.trim() === mark;
    if (closes) this.open = '';
    return true;
  }

  reset(): void {
    this.open = '';
  }
}
