/**
 * Gives the parts and facts of one conversation: each fact once, times that never go back, and a title from the
 * first prompt where nothing better is known.
 */
import { z } from 'zod';
import { titleRanks, type FormatName, type PartKind, type Role } from '../../shared/conversation.ts';
import { cleanText, oneLine } from './clean-text.ts';
import type { Sink } from './format.ts';
import { partUid } from './part-uid.ts';
import { isCommand, promptTitle, TITLE_LENGTH } from './prompt-title.ts';

/** What is carried over to the next reading of a file. */
export const writerStateSchema = z.object({
  /** The latest time so far, ms since 1970. */
  sortTime: z.number(),
  titled: z.boolean(),
  placed: z.boolean(),
});
export type WriterState = z.infer<typeof writerStateSchema>;

/** A part as a format found it. */
export interface Said {
  /** Key of the message. */
  readonly message: string;
  /** What identifies the part's line within the format, and the part's place among those of the line. */
  readonly line: string;
  readonly block: number;
  readonly role: Role;
  readonly kind: PartKind;
  /** ms since 1970, or null. */
  readonly time: number | null;
  /** Byte offset of its line. */
  readonly offset: number;
  /** As it is to be kept; nothing is given for ''. */
  readonly text: string;
}

/** What is known about a conversation from its first line. */
export interface Origin {
  readonly kind?: 'main' | 'subagent';
  readonly parent?: string;
}

/** Writes one conversation. */
export class ConversationWriter {
  readonly key: string;
  private readonly sink: Sink;
  private readonly format: FormatName;
  private current: WriterState;

  constructor(sink: Sink, format: FormatName, key: string, state: WriterState | null) {
    this.sink = sink;
    this.format = format;
    this.key = key;
    this.current = state ?? { sortTime: 0, titled: false, placed: false };
  }

  state(): WriterState {
    return this.current;
  }

  /** Says that time has passed: what follows without a time stands behind this one. */
  pass(time: number | null): void {
    if (time !== null && time > this.current.sortTime) this.current = { ...this.current, sortTime: time };
  }

  /** Gives a part. `sortTime` where the format knows its place better than the order of its lines does. */
  part(said: Said, sortTime?: number): void {
    const { message, line, block, role, kind, time, offset, text } = said;
    if (text === '') return;
    this.pass(time);
    if (role === 'user' && kind === 'text' && !this.current.titled) this.prompt(text);
    this.sink.part({
      conversation: this.key,
      message,
      uid: partUid(this.format, line, block, kind, text),
      role,
      kind,
      time,
      sortTime: sortTime ?? this.current.sortTime,
      offset,
      text,
    });
  }

  /** Gives a title of a rank of `titleRanks`. */
  title(text: string, rank: number): void {
    const title = oneLine(cleanText(text), TITLE_LENGTH);
    if (title !== '') this.sink.facts({ key: this.key, title: { text: title, rank } });
  }

  /** Gives the folder that the conversation was about; the first one counts. */
  project(folder: string | undefined): void {
    if (folder === undefined || folder === '' || this.current.placed) return;
    this.current = { ...this.current, placed: true };
    this.sink.facts({ key: this.key, project: folder });
  }

  origin(origin: Origin): void {
    this.sink.facts({ key: this.key, ...origin });
  }

  private prompt(text: string): void {
    const title = promptTitle(text);
    // The next prompt may say more.
    if (title === '') return;
    if (isCommand(text)) return this.title(title, titleRanks.fallback);
    this.current = { ...this.current, titled: true };
    this.title(title, titleRanks.prompt);
  }
}
