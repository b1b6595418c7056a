/**
 * Recollect's own archive, as `recollect export --archive` writes it: conversations come back as those of the formats
 * that they were read from. The lines: electron/shared/archive.ts.
 */
import {
  archivedConversationSchema,
  archivedPartSchema,
  archivedSearchSchema,
  archiveHeaderSchema,
  type ArchivedConversation,
} from '../../../shared/archive.ts';
import type { ConversationFacts } from '../../../shared/conversation.ts';
import { RecollectError } from '../../../shared/errors.ts';
import type { Format, Sink } from '../format.ts';
import { readLines, type Line } from '../lines.ts';
import { parseObject, type JsonObject } from '../json-values.ts';

const HEADER = '{"recollect":"archive"';

/** See ../format.ts. */
export const recollectArchive: Format = {
  name: null,
  resumable: false,
  wholeConversations: true,

  recognises: (head) => head.toString('utf8', 0, HEADER.length) === HEADER,

  async read(file, sink, signal) {
    const archive = new ArchiveReader(sink);
    const source = { handle: file.handle, start: 0, end: file.size, buffers: file.buffers };
    for await (const lines of readLines(source, signal)) {
      for (const line of lines) await archive.line(line);
    }
    archive.finish();
    return { offset: file.size, state: null };
  },
};

class ArchiveReader {
  private readonly sink: Sink;
  private conversation: ArchivedConversation | null = null;
  /** The part that was read last was cut off with the file: its conversation isn't complete. */
  private torn = false;
  private found = false;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  async line({ bytes, offset, tooLong, complete }: Line): Promise<void> {
    const object = tooLong ? null : parseObject(bytes.toString('utf8'));
    if (!object) {
      this.torn = !complete;
      this.sink.skip(tooLong ? 'too-long' : 'invalid-json', offset);
      return;
    }
    if ('recollect' in object) {
      this.header(object);
      return;
    }
    if ('savedSearch' in object) {
      this.savedSearch(object, offset);
      return;
    }
    if ('conversation' in object) return this.begin(object, offset);
    this.part(object, offset);
    if (!this.sink.full) return;
    this.facts(false);
    await this.sink.checkpoint(offset, null);
  }

  finish(): void {
    this.facts(!this.torn);
    if (!this.found) throw new RecollectError('file-empty', 'The archive holds no conversation.');
  }

  private header(object: JsonObject): void {
    if (archiveHeaderSchema.safeParse(object).success) return;
    throw new RecollectError(
      'format-unknown',
      'The archive was written by another version of Recollect. Update Recollect.',
    );
  }

  private savedSearch(object: JsonObject, offset: number): void {
    const saved = archivedSearchSchema.safeParse(object);
    if (saved.success) this.sink.savedSearch(saved.data.savedSearch);
    else this.sink.skip('unknown-shape', offset);
  }

  private async begin(object: JsonObject, offset: number): Promise<void> {
    this.facts(true);
    const conversation = archivedConversationSchema.safeParse(object);
    this.conversation = conversation.data ?? null;
    if (!conversation.success) {
      const name = typeof object.conversation === 'string' ? object.conversation : undefined;
      this.sink.skip('broken-conversation', offset, name);
      return;
    }
    this.found = true;
    await this.sink.as(conversation.data.format);
  }

  private part(object: JsonObject, offset: number): void {
    // The parts of a conversation that can't be read were counted with it.
    if (!this.conversation) return;
    const part = archivedPartSchema.safeParse(object);
    if (!part.success) return this.sink.skip('unknown-shape', offset, this.conversation.title?.text);
    this.sink.part({ conversation: this.conversation.conversation, ...part.data, offset });
  }

  private facts(complete: boolean): void {
    if (!this.conversation) return;
    const { conversation: key, kind, project, title, parent, revision, marks } = this.conversation;
    const facts: ConversationFacts = {
      key,
      kind,
      ...(project === undefined ? {} : { project }),
      ...(title === undefined ? {} : { title }),
      ...(parent === undefined ? {} : { parent }),
      ...(revision === undefined ? {} : { revision: { at: revision, complete } }),
      ...(marks === undefined ? {} : { marks }),
    };
    this.sink.facts(facts);
  }
}
