/**
 * Claude Code's histories: one JSON object a line, in ~/.claude/projects/<folder>/<session>.jsonl.
 * What is read and what is left: docs/formats/claude-code.md.
 */
import { basename, extname } from 'node:path';
import { z } from 'zod';
import { titleRanks, type Role } from '../../../../shared/conversation.ts';
import type { Format, Json, Sink, SourceFile } from '../../format.ts';
import { readLines } from '../../lines.ts';
import { oneLine } from '../../clean-text.ts';
import { partUid } from '../../part-uid.ts';
import { readContent } from './content.ts';
import { splitObjects } from './json-values.ts';
import { lineSchema, type ClaudeCodeLine } from './line-schema.ts';
import { isIrrelevant, isIrrelevantType, RELEVANT, withoutToolUseResult } from './line-types.ts';
import { isCompactionSummary, withoutNoise } from './noise.ts';

const TITLE_LENGTH = 120;

/** JSON allows none of these in a string; some programs write them all the same. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /[\u0000-\u001f]/g;

/** Bytes after which a checkpoint is made even if little text was found, so that a crash costs little. */
const CHECKPOINT_BYTES = 32 * 1024 * 1024;

const stateSchema = z.object({
  /** The latest time so far, ms since 1970: lines without one, or with an earlier one, stay in their place. */
  sortTime: z.number(),
  /** Conversations that have a title from their first prompt already. */
  prompted: z.array(z.string()),
});

/** See ../../format.ts. */
export const claudeCode: Format = {
  name: 'claude-code',
  resumable: true,

  recognises(head) {
    const text = head.toString('utf8').replace(/^\ufeff/, '');
    return /"(?:sessionId|uuid|leafUuid|parentUuid)"\s*:/.test(text)
      ? /"type"\s*:\s*"(?:user|assistant|summary|system|progress|file-history-snapshot|queue-operation|custom-title|ai-title|last-prompt|permission-mode|mode|attachment)"/.test(
          text,
        ) && !/"projectHash"\s*:/.test(text)
      : /"type"\s*:\s*"(?:user|assistant)"[^]*"message"\s*:\s*\{/.test(text);
  },

  async read(file, sink, signal) {
    const reader = new HistoryReader(file, sink);
    let consumed = file.offset;
    let lastCheckpoint = consumed;
    for await (const lines of readLines(file.handle, file.offset, file.size, signal)) {
      for (const line of lines) {
        // A half-written last line stays for the next reading.
        if (!line.complete && !isWhole(line.bytes)) break;
        if (line.shortened) sink.skip('too-long', line.offset);
        reader.line(line.bytes, line.offset);
        consumed = line.end;
        if (sink.full || consumed - lastCheckpoint >= CHECKPOINT_BYTES) {
          await sink.checkpoint(consumed, reader.state());
          lastCheckpoint = consumed;
        }
      }
    }
    return { offset: consumed, state: reader.state() };
  },
};

function isWhole(bytes: Buffer): boolean {
  const text = bytes.toString('utf8').trim();
  return text === '' || parseObject(text) !== null;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    // The caller counts it.
    return null;
  }
}

/** Turns the lines of one file into parts and facts. */
class HistoryReader {
  private readonly file: SourceFile;
  private readonly sink: Sink;
  private readonly stem: string;
  private sortTime: number;
  private readonly prompted: Set<string>;
  private readonly projects = new Set<string>();

  constructor(file: SourceFile, sink: Sink) {
    this.file = file;
    this.sink = sink;
    this.stem = basename(file.path, extname(file.path));
    const state = stateSchema.safeParse(file.state);
    this.sortTime = state.success ? state.data.sortTime : 0;
    this.prompted = new Set(state.success ? state.data.prompted : []);
  }

  state(): Json {
    return { sortTime: this.sortTime, prompted: [...this.prompted] };
  }

  line(bytes: Buffer, offset: number): void {
    if (bytes.length < 2 || isIrrelevant(bytes)) return;
    const short = withoutToolUseResult(bytes);
    if (short !== null) {
      const value = parseObject(short);
      // What stands behind the result is only needed if what identifies the line stands there.
      if (value && 'uuid' in value && 'sessionId' in value && 'timestamp' in value && 'message' in value) {
        this.value(value, offset, 0);
        return;
      }
    }
    const text = bytes
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim();
    if (text === '' || text.startsWith('//')) return;
    const value = parseObject(text);
    if (value) this.value(value, offset, 0);
    else this.severalValues(text, offset);
  }

  private severalValues(text: string, offset: number): void {
    for (const [index, part] of splitObjects(text.replace(CONTROLS, '')).entries()) {
      const value = parseObject(part);
      if (value) this.value(value, offset, index);
      else this.sink.skip('invalid-json', offset);
    }
  }

  private value(value: Record<string, unknown>, offset: number, index: number): void {
    const parsed = lineSchema.safeParse(value);
    if (!parsed.success) return this.sink.skip('unknown-shape', offset);
    const line = parsed.data;
    const type = line.type ?? line.message?.role;
    if (type === undefined || !RELEVANT.has(type)) {
      if (type === undefined || (!isIrrelevantType(type) && line.message))
        this.sink.skip('unknown-shape', offset);
      return;
    }
    const conversation = this.conversationOf(line);
    if (type === 'user' || type === 'assistant') this.message(line, type, conversation, offset, index);
    else if (type === 'attachment') this.attachment(line, conversation, offset, index);
    else this.title(line, type, conversation);
  }

  private conversationOf(line: ClaudeCodeLine): string {
    // A subagent's lines carry its parent's session; its own name is the file's.
    if (line.isSidechain === true && this.stem.startsWith('agent-')) return this.stem;
    return line.sessionId ?? this.stem;
  }

  private title(line: ClaudeCodeLine, type: string, conversation: string): void {
    const text = type === 'summary' ? line.summary : (line.customTitle ?? line.aiTitle ?? line.title);
    if (text === undefined || text.trim() === '') return;
    const rank =
      type === 'summary' ? titleRanks.summary : type === 'ai-title' ? titleRanks.ai : titleRanks.custom;
    this.sink.facts({ key: conversation, title: { text: oneLine(text, TITLE_LENGTH), rank } });
  }

  private attachment(line: ClaudeCodeLine, conversation: string, offset: number, index: number): void {
    if (line.attachment?.type !== 'queued_command') return;
    this.message(
      { ...line, message: { ...emptyMessage, content: line.attachment.prompt } },
      'user',
      conversation,
      offset,
      index,
    );
  }

  private message(
    line: ClaudeCodeLine,
    type: 'user' | 'assistant',
    conversation: string,
    offset: number,
    index: number,
  ): void {
    if (line.isMeta === true && line.isCompactSummary !== true) return;
    if (line.message?.model === '<synthetic>' || line.isApiErrorMessage === true) return;
    const content = readContent(line.message?.content, type === 'user' ? withoutNoise : keep);
    if (!content) return this.sink.skip('unknown-shape', offset);
    const time = timeOf(line.timestamp);
    if (time !== null) this.sortTime = Math.max(this.sortTime, time);

    const line_ = line.uuid ?? `${this.stem}@${offset}+${index}`;
    const summary = line.isCompactSummary === true || (type === 'user' && isCompactionSummary(content.text));
    const role: Role = summary ? 'summary' : type;
    const message = (type === 'assistant' ? line.message?.id : undefined) ?? line_;
    let block = 0;
    const add = (kind: 'text' | 'tool-call' | 'tool-result', text: string, of: string, by: Role): void => {
      const uid = partUid('claude-code', line_, block, kind, text);
      this.sink.part({
        conversation,
        message: of,
        uid,
        role: by,
        kind,
        time,
        sortTime: this.sortTime,
        offset,
        text,
      });
      block += 1;
    };
    if (content.text !== '') add('text', content.text, message, role);
    for (const call of content.toolCalls) add('tool-call', call, message, role);
    for (const result of content.toolResults) add('tool-result', result, `${line_}/result`, 'tool');
    if (block > 0) this.conversationFacts(line, conversation, role === 'user' ? content.text : '');
  }

  private conversationFacts(line: ClaudeCodeLine, conversation: string, prompt: string): void {
    const subagent = conversation !== line.sessionId && line.isSidechain === true;
    if (line.cwd !== undefined && !this.projects.has(conversation)) {
      this.projects.add(conversation);
      this.sink.facts({
        key: conversation,
        project: line.cwd,
        ...(subagent
          ? { kind: 'subagent', ...(line.sessionId === undefined ? {} : { parent: line.sessionId }) }
          : {}),
      });
    }
    if (prompt !== '' && !this.prompted.has(conversation)) {
      this.prompted.add(conversation);
      this.sink.facts({
        key: conversation,
        title: { text: oneLine(prompt, TITLE_LENGTH), rank: titleRanks.prompt },
      });
    }
  }
}

const emptyMessage = { id: undefined, role: undefined, model: undefined };

const keep = (text: string): string => text;

function timeOf(timestamp: string | undefined): number | null {
  const time = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(time) ? null : time;
}
