/**
 * GitHub Copilot CLI's sessions: one event a line, in ~/.copilot/session-state/<id>/events.jsonl.
 * What is read and what is left: docs/formats/copilot-cli.md.
 */
import { basename, dirname, extname } from 'node:path';
import { z } from 'zod';
import { titleRanks, type PartKind, type Role } from '../../../shared/conversation.ts';
import { cleanText } from '../clean-text.ts';
import { ConversationWriter, writerStateSchema, type WriterState } from '../conversation-writer.ts';
import type { Format, Json, Sink, SourceFile } from '../format.ts';
import { someObject } from '../head-objects.ts';
import { isObject, type JsonObject } from '../json-values.ts';
import { readLineByLine, readObjects, type LineReader } from '../line-by-line.ts';
import type { Line } from '../lines.ts';
import { SHORTENED_MARK } from '../string-shortener.ts';
import { timeOf } from '../time.ts';
import { toolCall, toolResult } from '../tool-notes.ts';

const text = z.string().optional().catch(undefined);
/** What nothing can be called by counts as absent, too. */
const id = z.string().min(1).optional().catch(undefined);

/** An event, whatever its type. Lenient: a field of another type counts as absent. */
const eventSchema = z.object({
  type: z.string(),
  id,
  /** The subagent whose event it is; none of the main one's. */
  agentId: id,
  data: z
    .object({
      sessionId: id,
      context: z.object({ cwd: text }).optional().catch(undefined),
      content: z.unknown().optional(),
      /** Who said it in the user's name: `skill-<name>`, `agent-<id>`. */
      source: text,
      isAutopilotContinuation: z.boolean().optional().catch(undefined),
      /** What earlier versions have instead of `agentId`. */
      parentToolCallId: id,
      messageId: id,
      toolRequests: z
        .array(z.object({ name: text, toolCallId: text, arguments: z.unknown().optional() }).catch({}))
        .optional()
        .catch(undefined),
      toolCallId: text,
      result: z.unknown().optional(),
      error: z.unknown().optional(),
      summary: text,
      summaryContent: text,
      title: text,
    })
    .catch({}),
});
type Event = z.infer<typeof eventSchema>;

const stateSchema = z.object({
  key: z.string().nullable(),
  /** The folder; null until it is known. */
  folder: z.string().nullable(),
  writer: writerStateSchema,
  /** Those of the subagents, by their ids. */
  agents: z.array(z.tuple([z.string(), writerStateSchema])),
});

/** What an event's type begins with. One of another kind may hold words that nobody knows of. */
const KINDS = /^(?:session|user|assistant|tool|system|skill|hook|subagent|mcp|permission|abort)\b/;
const FIRST_EVENTS = new Set(['session.start', 'session.resume', 'user.message', 'assistant.message']);

/** A skill's instructions come as if the user had written them. */
const SKILL = /^\s*<skill-context\b/;

/** See ../format.ts. */
export const copilotCli: Format = {
  name: 'copilot-cli',
  resumable: true,

  recognises: (head) => someObject(head, isSessionEvent),

  async read(file, sink, signal) {
    return readLineByLine(file, sink, signal, new EventReader(file, sink));
  },
};

function isSessionEvent({ type, data }: JsonObject): boolean {
  return typeof type === 'string' && FIRST_EVENTS.has(type) && isObject(data);
}

/** Turns the events of one session into the parts and facts of one conversation. */
class EventReader implements LineReader {
  private readonly sink: Sink;
  private key: string | null;
  private folder: string | null;
  private writer: ConversationWriter;
  private readonly agents: Map<string, ConversationWriter>;
  /** Those of whom this reading has said whose they are. */
  private readonly introduced = new Set<ConversationWriter>();

  constructor(file: Pick<SourceFile, 'path' | 'state'>, sink: Sink) {
    this.sink = sink;
    const state = stateSchema.safeParse(file.state).data;
    this.key = state?.key ?? null;
    const key = this.key ?? nameOf(file.path);
    this.folder = state?.folder ?? null;
    this.writer = new ConversationWriter(sink, 'copilot-cli', key, state?.writer ?? null);
    this.agents = new Map(
      state?.agents.map(([agent, known]) => [
        agent,
        new ConversationWriter(sink, 'copilot-cli', agentKey(key, agent), known),
      ]),
    );
  }

  state(): Json {
    const agents = [...this.agents].map(([agent, writer]): [string, WriterState] => [agent, writer.state()]);
    return { key: this.key, folder: this.folder, writer: this.writer.state(), agents };
  }

  line(given: Line): void {
    readObjects(given, this.sink, (object, { offset, index }) => {
      const event = eventSchema.safeParse(object).data;
      if (!event) return this.sink.skip('unknown-shape', offset);
      const line = event.id ?? `${offset}+${index}`;
      this.event(event, { offset, time: timeOf(object.timestamp), line, writer: this.writerOf(event) });
    });
  }

  private event(event: Event, place: Place): void {
    const { data } = event;
    switch (event.type) {
      case 'session.start':
      case 'session.resume':
        return this.session(event);
      case 'session.title_changed':
        return place.writer.title(data.title ?? '', titleRanks.ai);
      case 'session.compaction_complete':
        return this.say('summary', 'text', cleanText(data.summaryContent ?? ''), place);
      case 'session.task_complete':
        return this.say('assistant', 'text', cleanText(data.summary ?? ''), place);
      case 'user.message':
        return this.prompt(event, place);
      case 'assistant.message':
        return this.reply(event, place);
      case 'tool.execution_complete':
        return this.say('tool', 'tool-result', resultOf(event), place);
      default:
        // New kinds come with every version: counted only if they may hold text.
        if (!KINDS.test(event.type) && data.content !== undefined)
          this.sink.skip('unknown-shape', place.offset);
    }
  }

  /** The conversation of the agent whose event it is. */
  private writerOf({ agentId, data }: Event): ConversationWriter {
    const agent = agentId ?? data.parentToolCallId;
    if (agent === undefined) return this.writer;
    const known = this.agents.get(agent);
    if (known) return known;
    const session = this.writer.key;
    const writer = new ConversationWriter(this.sink, 'copilot-cli', agentKey(session, agent), null);
    this.agents.set(agent, writer);
    return writer;
  }

  /** Says of a subagent whose it is, once it says something itself. */
  private introduce(writer: ConversationWriter): void {
    if (writer === this.writer || this.introduced.has(writer)) return;
    this.introduced.add(writer);
    writer.origin({ kind: 'subagent', parent: this.writer.key });
    writer.project(this.folder ?? undefined);
  }

  /** A resumed session goes on in the same file, under the same id. */
  private session({ data }: Event): void {
    const { sessionId, context } = data;
    if (this.key === null && sessionId !== undefined) {
      this.key = sessionId;
      this.writer = new ConversationWriter(this.sink, 'copilot-cli', sessionId, this.writer.state());
      this.agents.clear();
    }
    this.folder ??= context?.cwd ?? null;
    this.writer.project(context?.cwd);
  }

  private prompt({ data }: Event, place: Place): void {
    if (typeof data.content !== 'string') return this.sink.skip('unknown-shape', place.offset);
    if (data.source?.startsWith('skill-') === true || SKILL.test(data.content)) return;
    if (data.isAutopilotContinuation === true) return;
    // What a subagent is told is its prompt; what the main one hears is what a subagent reports.
    if (data.source?.startsWith('agent-') === true && place.writer === this.writer)
      return this.say('tool', 'tool-result', toolResult(data.content), place);
    this.said('user', data.content, place);
  }

  private reply({ data }: Event, place: Place): void {
    const message = data.messageId ?? place.line;
    if (typeof data.content === 'string') this.said('assistant', data.content, place, message);
    else if (!data.toolRequests) return this.sink.skip('unknown-shape', place.offset);
    for (const [index, { name, arguments: given }] of (data.toolRequests ?? []).entries()) {
      if (name === undefined) continue;
      this.say('assistant', 'tool-call', toolCall(name, given), place, message, index + 1);
    }
  }

  private said(role: Role, said: string, place: Place, message?: string): void {
    if (said.endsWith(SHORTENED_MARK)) this.sink.skip('too-long', place.offset);
    this.say(role, 'text', cleanText(said), place, message);
  }

  private say(
    role: Role,
    kind: PartKind,
    said: string,
    { offset, time, line, writer }: Place,
    message = line,
    block = 0,
  ): void {
    if (said === '') return;
    this.introduce(writer);
    const ofSession = `${writer.key}/${line}`;
    writer.part({ message, line: ofSession, block, role, kind, time, offset, text: said });
  }
}

/** Where an event is, and whose conversation it is part of. `line` identifies it within its session. */
interface Place {
  readonly writer: ConversationWriter;
  readonly offset: number;
  readonly time: number | null;
  readonly line: string;
}

/** What a tool answered, or why it failed. */
function resultOf({ data: { result, error } }: Event): string {
  const answer = isObject(result) ? (result.content ?? result.detailedContent) : result;
  return toolResult(answer ?? (isObject(error) ? error.message : error));
}

function agentKey(session: string, agent: string): string {
  return `${session}/${agent}`;
}

/** The session's id as the file's place tells it: <id>/events.jsonl, or <id>.jsonl. */
function nameOf(path: string): string {
  const stem = basename(path, extname(path));
  return stem === 'events' ? basename(dirname(path)) : stem;
}
