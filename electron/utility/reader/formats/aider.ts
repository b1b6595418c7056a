/**
 * Aider's chat history: .aider.chat.history.md in the folder that was worked on.
 * What is read and what is left: docs/formats/aider.md.
 */
import { hash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { cutText } from '../clean-text.ts';
import type { Format, Sink, SourceFile } from '../format.ts';
import { readTextLines, type TextLine } from '../text-lines.ts';
import { CodeFence, TurnWriter } from '../turn-writer.ts';

/** A session begins; the time is local (https://github.com/Aider-AI/aider, aider/io.py). */
const START = /^# aider chat started at (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\s*$/;
const START_ANYWHERE = /^# aider chat started at \d{4}-/m;
const PROMPT = '####';
const OUTPUT = '>';

/** What Aider says of itself: costs, and that it was interrupted. */
const NOISE = /^(?:Tokens: |Cost: |\^C)/;
const OUTPUT_LENGTH = 2_000;

/** Around what the model thought (https://github.com/Aider-AI/aider, aider/reasoning_tags.py). */
const THOUGHT_BEGINS = /^<thinking-content-[0-9a-f]{32}>/;
const THOUGHT_ENDS = /<\/thinking-content-[0-9a-f]{32}>\s*$/;

/** See ../format.ts. */
export const aider: Format = {
  name: 'aider',
  resumable: false,

  recognises: (head) => START_ANYWHERE.test(head.toString('utf8')) && !head.includes(0),

  async read(file, sink, signal) {
    const history = new AiderHistory(file, sink);
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    for await (const line of readTextLines(source, signal)) {
      history.line(line);
      if (sink.full) await sink.checkpoint(line.offset, null);
    }
    history.finish();
    return { offset: file.size, state: null };
  },
};

type Speaker = 'user' | 'assistant' | 'tool';

/** Turns the lines of one file into conversations, one a session. */
class AiderHistory {
  private readonly sink: Sink;
  private readonly project: string;
  private readonly fence = new CodeFence();
  private readonly starts = new Map<number, number>();
  private writer: TurnWriter | null = null;
  private time = 0;
  private speaker: Speaker | null = null;
  private prompted = false;
  private thinking = false;
  private lineGoesOn = false;

  constructor(file: Pick<SourceFile, 'path'>, sink: Sink) {
    this.sink = sink;
    this.project = dirname(resolve(file.path));
  }

  line({ text, offset, goesOn }: TextLine): void {
    const whole = !this.lineGoesOn && !goesOn;
    this.lineGoesOn = goesOn;
    if (!whole) {
      if (!this.thinking) this.writer?.line(text, offset, goesOn);
      return;
    }
    const start = START.exec(text);
    if (start) return this.start(start);
    if (!this.writer || this.isThought(text)) return;
    // Only what the assistant writes has code in it that looks like a turn.
    const code = this.speaker === 'assistant' && this.fence.isCode(text);
    if (!code && isPrompt(text)) this.say('user', text.slice(PROMPT.length + 1), offset);
    else if (!code && (text === OUTPUT || text.startsWith(`${OUTPUT} `)))
      this.output(text.slice(OUTPUT.length + 1), offset);
    else if (this.speaker === 'assistant' || text.trim() !== '') this.answer(text, offset);
  }

  finish(): void {
    this.writer?.end();
  }

  /** Follows what the model thought. Nobody closes it where it was interrupted: a prompt does. */
  private isThought(line: string): boolean {
    if (!this.thinking && !THOUGHT_BEGINS.test(line)) return false;
    this.speaker = null;
    this.thinking = !isPrompt(line) && !THOUGHT_ENDS.test(line);
    return !isPrompt(line);
  }

  private start(match: RegExpExecArray): void {
    this.finish();
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
    this.time = new Date(year, month - 1, day, hour, minute, second).getTime();
    const before = this.starts.get(this.time) ?? 0;
    this.starts.set(this.time, before + 1);
    // The time as it is written: it stays the same in another time zone.
    const key = hash('sha256', `${this.project}\0${match[0].trim()}\0${before}`).slice(0, 32);
    this.writer = new TurnWriter(this.sink, 'aider', key, this.time, cleanOutput);
    this.key = key;
    this.speaker = null;
    this.prompted = false;
    this.thinking = false;
    this.fence.reset();
  }

  private key = '';

  private say(speaker: Speaker, text: string, offset: number): void {
    if (this.speaker !== speaker) {
      this.speaker = speaker;
      this.fence.reset();
      const kind = speaker === 'tool' ? 'tool-result' : 'text';
      this.writer?.begin({ role: speaker, kind, time: this.time, offset });
    }
    if (!this.prompted) this.sink.facts({ key: this.key, kind: 'main', project: this.project });
    this.prompted = true;
    this.writer?.line(text, offset);
  }

  /** What Aider prints before the first prompt is about itself. */
  private output(text: string, offset: number): void {
    if (this.prompted && !NOISE.test(text) && text.trim() !== '') this.say('tool', text, offset);
  }

  private answer(text: string, offset: number): void {
    if (!this.prompted) return;
    const begins = this.speaker !== 'assistant';
    this.say('assistant', text, offset);
    if (begins) this.fence.isCode(text);
  }
}

function isPrompt(line: string): boolean {
  return line === PROMPT || line.startsWith(`${PROMPT} `);
}

/** Tools' output is kept as elsewhere: its beginning. */
function cleanOutput(text: string, { role }: { role: string }): string {
  return role === 'tool' ? cutText(text, OUTPUT_LENGTH) : text;
}
