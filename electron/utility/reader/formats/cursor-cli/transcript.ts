/**
 * Cursor CLI's transcripts: one message a line, in ~/.cursor/projects/<folder>/agent-transcripts/<id>.jsonl. They
 * hold no times: the file's own stands for all of them. What is read and what is left: docs/formats/cursor-cli.md.
 */
import { basename, dirname, extname } from 'node:path';
import { z } from 'zod';
import type { PartKind, Role } from '../../../../shared/conversation.ts';
import { cleanText } from '../../clean-text.ts';
import { ConversationWriter, writerStateSchema } from '../../conversation-writer.ts';
import type { Format, Json, Sink, SourceFile } from '../../format.ts';
import { someObject } from '../../head-objects.ts';
import type { JsonObject } from '../../json-values.ts';
import { readLineByLine, readObjects, type LineReader } from '../../line-by-line.ts';
import type { Line } from '../../lines.ts';
import { readContent } from '../claude-code/content.ts';
import { ownWords, workspaceOf } from './own-words.ts';

const messageSchema = z.object({
  role: z.enum(['user', 'assistant']),
  message: z.object({ content: z.unknown() }),
});

const stateSchema = z.object({ writer: writerStateSchema });

/** Keys of a line that tell another format with the same `message`. */
const OTHER_FORMATS = ['type', 'uuid', 'sessionId', 'payload', 'projectHash'];

/** See ../../format.ts. */
export const cursorCli: Format = {
  name: 'cursor-cli',
  resumable: true,

  recognises: (head) => someObject(head, isTranscriptLine),

  async read(file, sink, signal) {
    return readLineByLine(file, sink, signal, new TranscriptReader(file, sink));
  },
};

function isTranscriptLine(object: JsonObject): boolean {
  return messageSchema.safeParse(object).success && !OTHER_FORMATS.some((key) => key in object);
}

/** Turns the lines of one transcript into the parts and facts of one conversation. */
class TranscriptReader implements LineReader {
  private readonly sink: Sink;
  private readonly time: number;
  private readonly writer: ConversationWriter;

  constructor(file: Pick<SourceFile, 'path' | 'state' | 'modifiedAt' | 'offset'>, sink: Sink) {
    this.sink = sink;
    this.time = file.modifiedAt;
    const state = stateSchema.safeParse(file.state).data;
    this.writer = new ConversationWriter(
      sink,
      'cursor-cli',
      basename(file.path, extname(file.path)),
      state?.writer ?? null,
    );
    const parent = parentOf(file.path);
    if (file.offset === 0 && parent !== null) this.writer.origin({ kind: 'subagent', parent });
  }

  state(): Json {
    return { writer: this.writer.state() };
  }

  line(given: Line): void {
    readObjects(given, this.sink, (object, { offset, index }) => {
      // Control records, such as `turn_ended`.
      if (!('role' in object)) return;
      const said = messageSchema.safeParse(object).data;
      const clean = said?.role === 'user' ? ownWords : cleanText;
      const content = said && readContent(said.message.content, clean);
      if (!said || !content) return this.sink.skip('unknown-shape', offset);
      if (content.shortened) this.sink.skip('too-long', offset);
      if (said.role === 'user') this.writer.project(workspaceOf(said.message.content));
      let block = 0;
      const add = (role: Role, kind: PartKind, text: string, message: string): void => {
        const line = `${this.writer.key}@${offset}+${index}`;
        this.writer.part({ message, line, block, role, kind, time: this.time, offset, text });
        block += 1;
      };
      const message = `${offset}+${index}`;
      add(said.role, 'text', content.text, message);
      for (const call of content.toolCalls) add('assistant', 'tool-call', call, message);
      for (const result of content.toolResults) add('tool', 'tool-result', result, `${message}/result`);
    });
  }
}

/** A subagent's transcript lies in <id of its parent>/subagents/. */
function parentOf(path: string): string | null {
  const folder = dirname(path);
  return basename(folder) === 'subagents' ? basename(dirname(folder)) : null;
}
