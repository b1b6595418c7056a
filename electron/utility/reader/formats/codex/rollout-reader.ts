/**
 * Turns the lines of one rollout into the parts and facts of one conversation.
 */
import { hash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { titleRanks, type PartKind, type Role } from '../../../../shared/conversation.ts';
import { cleanText } from '../../clean-text.ts';
import { ConversationWriter, writerStateSchema } from '../../conversation-writer.ts';
import type { Json, Sink, SourceFile } from '../../format.ts';
import type { JsonObject } from '../../json-values.ts';
import { readObjects, type LineReader, type ObjectPlace } from '../../line-by-line.ts';
import type { Line } from '../../lines.ts';
import { timeOf } from '../../time.ts';
import { toolResult } from '../../tool-notes.ts';
import { readCall, readMessage, readOutput } from './content.ts';
import { isIrrelevant } from './irrelevant.ts';
import { withoutNoise } from './noise.ts';
import {
  isAgentMessage,
  isMessage,
  isReport,
  rolloutLine,
  type ResponseItem,
  type RolloutEvent,
  type SessionMeta,
} from './rollout-line.ts';
import type { Survey, TextSource } from './survey.ts';

export const rolloutStateSchema = z.object({
  /** The session's id; null until it is known. */
  key: z.string().nullable(),
  /** The session that the file's first messages were said in: a fork begins with those of its parent. */
  root: z.string(),
  /** A hash over all that was said so far. A fork repeats it, so equal ones are one message. */
  chain: z.string(),
  /** Key of the assistant's message that tool calls belong to; null after a prompt. */
  reply: z.string().nullable(),
  /** The last time, ms since 1970: early versions give one at the start only. */
  time: z.number().nullable(),
  source: z.enum(['items', 'events']).nullable(),
  writer: writerStateSchema,
});
type RolloutState = z.infer<typeof rolloutStateSchema>;

/** A file named as Codex does: rollout-<time>-<id>.jsonl. */
const FILE_NAME = /^rollout-.*-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
const EXTENSIONS = /\.jsonl(?:\.zst)?$/i;

/** Items without text for people. */
const SILENT_ITEMS = new Set([
  'additional_tools',
  'compaction',
  'compaction_summary',
  'compaction_trigger',
  'configuration_update',
  'context_compaction',
  'ghost_snapshot',
  'image_generation_call',
  'other',
  'reasoning',
  'token_count',
  'tool_search_call',
  'tool_search_output',
]);

/** Reads the lines of one file. */
export class RolloutReader implements LineReader {
  private readonly sink: Sink;
  private readonly file: Pick<SourceFile, 'path'>;
  private readonly rolledBack: Survey['rolledBack'];
  private readonly source: TextSource | null;
  private readonly known: Omit<RolloutState, 'writer' | 'source'>;
  private writer: ConversationWriter;
  private range = 0;

  constructor(file: Pick<SourceFile, 'path'>, sink: Sink, state: RolloutState | null, survey: Survey) {
    this.sink = sink;
    this.file = file;
    this.rolledBack = survey.rolledBack;
    // What is new may be events alone: their items stand before them.
    this.source = state?.source === 'items' ? 'items' : (survey.source ?? state?.source ?? null);
    const name = nameOf(file.path);
    this.known = state ?? { key: null, root: name, chain: '', reply: null, time: null };
    this.writer = new ConversationWriter(sink, 'codex', state?.key ?? name, state?.writer ?? null);
  }

  state(): Json {
    const { key, root, chain, reply, time } = this.known;
    return { key, root, chain, reply, time, source: this.source, writer: this.writer.state() };
  }

  line(line: Line): void {
    if (isIrrelevant(line.bytes) || this.wasRolledBack(line.offset)) return;
    readObjects(line, this.sink, (object, place) => this.object(object, place));
  }

  private object(object: JsonObject, place: ObjectPlace): void {
    const line = rolloutLine(object);
    const time = timeOf(object.timestamp) ?? timeOf(payloadTime(object));
    if (time !== null) this.known.time = time;
    switch (line.kind) {
      case 'meta':
        return this.meta(line.meta);
      case 'context':
        return this.writer.project(line.cwd);
      case 'compacted':
        return this.say('summary', cleanText(line.message), place);
      case 'aloud':
        return this.say(line.role, cleanText(line.text), place);
      case 'event':
        return this.event(line.event, place);
      case 'item':
        return this.item(line.item, place);
      case 'unknown':
        return this.sink.skip('unknown-shape', place.offset);
      case 'nothing':
        return;
    }
  }

  /** A fork repeats the first lines of its parent, whose own come after the fork's: the first one counts. */
  private meta(meta: SessionMeta): void {
    const id = meta.id ?? meta.session_id;
    if (id === undefined || id === '') return;
    // Nothing was said yet: what follows may be another session's, repeated.
    if (this.known.chain === '') this.known.root = id;
    if (this.known.key !== null) return;
    this.known.key = id;
    this.writer = new ConversationWriter(this.sink, 'codex', id, this.writer.state());
    this.writer.project(meta.cwd);
    const spawnedBy =
      meta.source?.subagent?.thread_spawn?.parent_thread_id ??
      (meta.thread_source === 'subagent' ? meta.parent_thread_id : undefined);
    const parent = meta.forked_from_id ?? spawnedBy ?? '';
    if (spawnedBy === undefined && parent === '') return;
    this.writer.origin({
      ...(spawnedBy === undefined ? {} : { kind: 'subagent' as const }),
      ...(parent === '' ? {} : { parent }),
    });
  }

  private event(event: RolloutEvent, place: ObjectPlace): void {
    if (event.type === 'thread_name_updated' && event.thread_name !== undefined) {
      return this.writer.title(event.thread_name, titleRanks.custom);
    }
    if (this.source !== 'events' || event.message === undefined) return;
    if (event.type === 'user_message') this.say('user', withoutNoise(cleanText(event.message)), place);
    if (event.type === 'agent_message') this.say('assistant', cleanText(event.message), place);
  }

  private item(item: ResponseItem, place: ObjectPlace): void {
    if (isMessage(item) || isAgentMessage(item)) return this.message(item, place);
    const call = readCall(item);
    if (call !== null) return this.call(item, call, place);
    const output = readOutput(item);
    if (output !== null) return this.output(item, output, place);
    if (!SILENT_ITEMS.has(item.type ?? '')) this.sink.skip('unknown-shape', place.offset);
  }

  private message(item: ResponseItem, place: ObjectPlace): void {
    // What one agent says to another has no role: it is the receiver's prompt.
    const role = isAgentMessage(item) ? 'user' : item.role;
    if (role !== 'user' && role !== 'assistant') return;
    const message = readMessage(item);
    if (!message) return this.sink.skip('unknown-shape', place.offset);
    if (message.shortened) this.sink.skip('too-long', place.offset);
    if (isAgentMessage(item) && isReport(item))
      return this.say('tool', toolResult(message.text), place, 'tool-result');
    this.say(role, message.text, place);
  }

  private say(role: Role, text: string, { offset }: ObjectPlace, kind: PartKind = 'text'): void {
    if (text === '') return;
    const { root, chain } = this.known;
    const next = hash('sha256', `${chain === '' ? root : chain}\0${role}\0${text}`).slice(0, 32);
    this.known.chain = next;
    this.known.reply = role === 'assistant' ? next : null;
    this.part(next, next, role, kind, text, offset);
  }

  private call(item: ResponseItem, text: string, place: ObjectPlace): void {
    const line = this.lineOf(item, 'call', place);
    this.known.reply ??= line;
    this.part(this.known.reply, line, 'assistant', 'tool-call', text, place.offset);
  }

  private output(item: ResponseItem, text: string, place: ObjectPlace): void {
    const line = this.lineOf(item, 'output', place);
    this.part(line, line, 'tool', 'tool-result', text, place.offset);
  }

  private part(
    message: string,
    line: string,
    role: Role,
    kind: PartKind,
    text: string,
    offset: number,
  ): void {
    this.writer.part({ message, line, block: 0, role, kind, time: this.known.time, offset, text });
  }

  /** A fork repeats the calls of its parent as well; some providers count them from 0 in every session. */
  private lineOf(item: ResponseItem, kind: string, { offset, index }: ObjectPlace): string {
    const { call_id, id } = item;
    const name = call_id ?? id;
    if (name !== undefined && name !== '') return `${this.known.root}/${kind}/${name}`;
    return `${this.writer.key}@${offset}+${index}`;
  }

  private wasRolledBack(offset: number): boolean {
    while (offset >= (this.rolledBack[this.range]?.[1] ?? Infinity)) this.range += 1;
    return offset >= (this.rolledBack[this.range]?.[0] ?? Infinity);
  }
}

/** The session's id as the file's name tells it, or the whole name. */
function nameOf(path: string): string {
  const name = basename(path);
  const stem = name.replace(EXTENSIONS, '');
  return FILE_NAME.exec(stem)?.[1] ?? (stem === '' ? name : stem);
}

function payloadTime({ payload }: JsonObject): unknown {
  return typeof payload === 'object' && payload !== null && 'timestamp' in payload ? payload.timestamp : null;
}
