/**
 * Turns the lines of one Claude Code history into parts and facts, whatever order they stand in.
 */
import { basename, extname } from 'node:path';
import { z } from 'zod';
import { titleRanks, type PartKind, type Role } from '../../../../shared/conversation.ts';
import type { Json, Sink, SourceFile } from '../../format.ts';
import type { Line } from '../../lines.ts';
import { cleanText } from '../../clean-text.ts';
import { partUid } from '../../part-uid.ts';
import { toolResult } from '../../tool-notes.ts';
import { readContent, type Content } from './content.ts';
import { parseObject, type JsonObject } from '../../json-values.ts';
import { readObjects, type ObjectPlace } from '../../line-by-line.ts';
import { readLine, type ClaudeCodeLine } from './line-schema.ts';
import { isIrrelevant, isIrrelevantType, RELEVANT, withoutToolUseResult } from './line-types.ts';
import { isCompactionSummary, withoutNoise, withoutPlaceholder } from './noise.ts';
import { Titles, titlesStateSchema } from './titles.ts';

/** Model of the replies that Claude Code makes up itself, to report errors. */
const SYNTHETIC = '<synthetic>';

const stateSchema = z.object({
  /** The latest time so far, ms since 1970: lines without one, or with an earlier one, stay in their place. */
  sortTime: z.number(),
  titles: titlesStateSchema,
});

/** What a message line says, before it is known whose words these are. */
interface Message {
  readonly speaker: 'user' | 'assistant' | 'tool';
  readonly content: Content;
}

/** Reads the lines of one file. */
export class HistoryReader {
  private readonly sink: Sink;
  private readonly stem: string;
  private sortTime: number;
  private readonly titles: Titles;
  /** Conversations whose kind, and whose project, were given in this reading. */
  private readonly introduced = new Set<string>();
  private readonly placed = new Set<string>();

  constructor(file: Pick<SourceFile, 'path' | 'state'>, sink: Sink) {
    this.sink = sink;
    this.stem = basename(file.path, extname(file.path));
    const state = stateSchema.safeParse(file.state);
    this.sortTime = state.data?.sortTime ?? 0;
    this.titles = new Titles((facts) => sink.facts(facts), state.data?.titles ?? null);
  }

  /** What the next reading of this file needs to go on. */
  state(): Json {
    return { sortTime: this.sortTime, titles: this.titles.state() };
  }

  /** Reads one line. Never throws: what can't be read is counted. */
  line(line: Pick<Line, 'bytes' | 'offset' | 'tooLong'>): void {
    const { bytes, offset } = line;
    if (isIrrelevant(bytes)) return;
    const short = shortLine(bytes);
    if (short) return this.object(short, { offset, index: 0 });
    readObjects(line, this.sink, (object, place) => this.object(object, place));
  }

  /** Call after the last line. */
  finish(): void {
    this.titles.finish();
  }

  private object(object: JsonObject, place: ObjectPlace): void {
    const line = readLine(object);
    const type = line.type ?? line.message?.role;
    if (type === undefined || !RELEVANT.has(type)) {
      if (type === undefined || !isIrrelevantType(type)) this.unknown(line, place);
      return;
    }
    if (type === 'summary' || type === 'ai-title' || type === 'custom-title') return this.title(line, type);
    if (type === 'attachment' && line.attachment?.type !== 'queued_command') return;
    if (line.isMeta && !line.isCompactSummary) return;
    if (line.message?.model === SYNTHETIC || line.isApiErrorMessage) return;
    const message = readMessage(line, type);
    if (!message) return this.sink.skip('unknown-shape', place.offset);
    if (message.content.shortened) this.sink.skip('too-long', place.offset);
    this.message(line, message, place);
  }

  /** Counted only if it may hold text: new kinds of metadata come with every version. */
  private unknown(line: ClaudeCodeLine, place: ObjectPlace): void {
    const content = line.message?.content;
    if (content !== undefined && content !== null) this.sink.skip('unknown-shape', place.offset);
  }

  private title(line: ClaudeCodeLine, type: 'summary' | 'ai-title' | 'custom-title'): void {
    const text = cleanText(
      (type === 'summary' ? line.summary : (line.customTitle ?? line.aiTitle ?? line.title)) ?? '',
    );
    if (type === 'summary' && line.leafUuid !== undefined) return this.titles.summary(line.leafUuid, text);
    const rank = {
      summary: titleRanks.summary,
      'ai-title': titleRanks.ai,
      'custom-title': titleRanks.custom,
    }[type];
    this.titles.named(isNamed(line.sessionId) ? this.conversationOf(line) : undefined, text, rank);
  }

  private message(line: ClaudeCodeLine, { speaker, content }: Message, { offset, index }: ObjectPlace): void {
    const { text, toolCalls, toolResults } = content;
    if (text === '' && toolCalls.length === 0 && toolResults.length === 0) return;
    const time = timeOf(line.timestamp);
    if (time !== null) this.sortTime = Math.max(this.sortTime, time);
    const conversation = this.conversationOf(line);
    const summary = line.isCompactSummary || (speaker === 'user' && isCompactionSummary(text));
    const role: Role = summary ? 'summary' : speaker;
    this.facts(line, conversation);
    this.titles.message(conversation, line.uuid, role === 'user' ? text : '');

    const id = isNamed(line.uuid) ? line.uuid : `${this.stem}@${offset}+${index}`;
    const reply = speaker === 'assistant' ? line.message?.id : undefined;
    const message = isNamed(reply) ? reply : id;
    let block = 0;
    const add = (kind: PartKind, ofMessage: string, by: Role, said: string): void => {
      const uid = partUid('claude-code', id, block, kind, said);
      const { sortTime } = this;
      this.sink.part({
        conversation,
        message: ofMessage,
        uid,
        role: by,
        kind,
        time,
        sortTime,
        offset,
        text: said,
      });
      block += 1;
    };
    if (text !== '') add('text', message, role, text);
    for (const call of toolCalls) add('tool-call', message, role, call);
    for (const result of toolResults) add('tool-result', `${id}/result`, 'tool', result);
  }

  /** A subagent's lines carry its parent's session; it is told by its own id, which its file is named after. */
  private conversationOf(line: ClaudeCodeLine): string {
    if (line.isSidechain) {
      if (this.stem.startsWith('agent-')) return this.stem;
      if (isNamed(line.agentId)) return `agent-${line.agentId}`;
    }
    return isNamed(line.sessionId) ? line.sessionId : this.stem;
  }

  private facts(line: ClaudeCodeLine, key: string): void {
    if (!this.introduced.has(key) && key !== line.sessionId && line.isSidechain) {
      const parent = isNamed(line.sessionId) ? { parent: line.sessionId } : {};
      this.sink.facts({ key, kind: 'subagent', ...parent });
    }
    this.introduced.add(key);
    if (!isNamed(line.cwd) || this.placed.has(key)) return;
    this.placed.add(key);
    this.sink.facts({ key, project: line.cwd });
  }
}

/** The line without its tool's result, if what is left of it suffices: what identifies it may stand behind. */
function shortLine(bytes: Buffer): JsonObject | null {
  const short = withoutToolUseResult(bytes);
  if (short === null) return null;
  const object = parseObject(short);
  const suffices =
    object && ['type', 'uuid', 'sessionId', 'timestamp', 'message'].every((key) => key in object);
  return suffices === true ? object : null;
}

function readMessage(line: ClaudeCodeLine, type: string): Message | null {
  const { message, attachment } = line;
  if (type === 'tool' || type === 'tool_result') {
    const result = toolResult(message?.tool_output ?? message?.content);
    const toolResults = result === '' ? [] : [result];
    return { speaker: 'tool', content: { text: '', toolCalls: [], toolResults, shortened: false } };
  }
  const speaker = type === 'assistant' ? 'assistant' : 'user';
  const said = type === 'attachment' ? attachment?.prompt : message?.content;
  const content = readContent(said, speaker === 'user' ? withoutNoise : withoutPlaceholder);
  return content && { speaker, content };
}

function isNamed(name: string | undefined): name is string {
  return name !== undefined && name !== '';
}

function timeOf(timestamp: string | undefined): number | null {
  const time = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(time) ? null : time;
}
