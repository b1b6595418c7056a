/**
 * Cursor CLI's own database of a chat: ~/.cursor/chats/<hash of the folder>/<chat>/store.db. It holds JSON messages and
 * lists of them, all under the hashes of what they are; `meta` names the newest list. What is read and what is left:
 * docs/formats/cursor-cli.md.
 */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { PROMPT_KEY, type PartKind, type Role } from '../../../../shared/conversation.ts';
import { RecollectError } from '../../../../shared/errors.ts';
import { cleanText, oneLine } from '../../clean-text.ts';
import { ConversationWriter } from '../../conversation-writer.ts';
import { folderOfUri } from '../../folder-uri.ts';
import type { Format, Sink } from '../../format.ts';
import { parseObject } from '../../json-values.ts';
import { TITLE_LENGTH } from '../../prompt-title.ts';
import { hasTables, LONGEST_VALUE, ReadOnlyDatabase } from '../../read-only-database.ts';
import { timeOf } from '../../time.ts';
import { toolCall, toolResult } from '../../tool-notes.ts';
import { readArchive, readRoot, type ChatRoot } from './chat-root.ts';
import { ownWords, workspaceOf } from './own-words.ts';

/** The name of a chat that has none yet. */
const NEW_CHAT = 'New Agent';

/** Messages of a chat that are read: lists may name any number that isn't there. */
const MOST_MESSAGES = 100_000;

/** Messages between two turns of everybody else. */
const MESSAGES_A_TURN = 50;

const NO_CHAT = 'The database holds no chat of Cursor CLI.';

const text = z.string().optional().catch(undefined);

/** `value` is JSON in hex. */
const metaSchema = z.object({
  agentId: z.string().min(1),
  latestRootBlobId: text,
  name: text,
  /** ms since 1970. */
  createdAt: z.unknown().optional(),
});
type ChatMeta = z.infer<typeof metaSchema>;

const messageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(z.unknown())]),
});
type ChatMessage = z.infer<typeof messageSchema>;

const blockSchema = z.object({
  type: text,
  text,
  toolName: text,
  args: z.unknown().optional(),
  result: z.unknown().optional(),
});

/** See ../../format.ts. Written over and over: it is read whole each time. */
export const cursorChat: Format = {
  name: 'cursor-cli',
  resumable: false,
  opensPath: true,
  readsSnapshot: true,

  recognises: (head, path) => hasTables(head, path, [['blobs', 'meta']]),

  async read(file, sink, signal) {
    const database = await ReadOnlyDatabase.ofFile(file);
    try {
      const meta = readMeta(database);
      if (!meta) throw new RecollectError('format-unknown', NO_CHAT);
      await new ChatReader(database, meta, file.modifiedAt, sink).read(signal);
    } finally {
      database.close();
    }
    return { offset: 0, state: null };
  },
};

function readMeta(database: ReadOnlyDatabase): ChatMeta | null {
  const [row] = database.rows("SELECT CAST(value AS TEXT) AS value FROM meta WHERE key = '0'");
  const json = Buffer.from(typeof row?.value === 'string' ? row.value : '', 'hex').toString('utf8');
  return metaSchema.safeParse(parseObject(json)).data ?? null;
}

/** Gives the messages of one chat. */
class ChatReader {
  private readonly database: ReadOnlyDatabase;
  private readonly meta: ChatMeta;
  private readonly modifiedAt: number;
  private readonly sink: Sink;
  private readonly writer: ConversationWriter;
  private given = 0;
  private folder: string | undefined;

  constructor(database: ReadOnlyDatabase, meta: ChatMeta, modifiedAt: number, sink: Sink) {
    this.database = database;
    this.meta = meta;
    this.modifiedAt = modifiedAt;
    this.sink = sink;
    this.writer = new ConversationWriter(sink, 'cursor-cli', meta.agentId, null);
  }

  async read(signal: AbortSignal): Promise<void> {
    const { agentId, latestRootBlobId: id = '', name } = this.meta;
    // Opened, and nothing said.
    if (id === '') return;
    const bytes = this.blob(id);
    const root = bytes && readRoot(bytes);
    if (!root) {
      this.sink.skip('broken-conversation', 0, name ?? agentId);
      return;
    }
    const { messages, summaries } = this.inOrder(root);
    for (const [index, message] of messages.entries()) {
      this.message(message, summaries.has(message));
      if (this.sink.full) await this.sink.checkpoint(0, null);
      // A database is read without a break: a message to main must get through.
      else if (index % MESSAGES_A_TURN === 0) await setImmediate();
      signal.throwIfAborted();
    }
    if (this.given === 0) return;
    this.writer.project(this.folder ?? folderOfUri(root.workspace));
    const named = name === NEW_CHAT ? '' : oneLine(cleanText(name ?? ''), TITLE_LENGTH);
    // A name, for it is that of the transcript as well, which has none.
    if (named !== '') this.sink.name({ key: agentId, name: named, time: timeOf(this.meta.createdAt) });
  }

  /** Ids of all messages, those before a summary first, each once; and of those that are summaries. */
  private inOrder(root: ChatRoot): { messages: readonly string[]; summaries: ReadonlySet<string> } {
    const messages = new Set<string>();
    const summaries = new Set<string>();
    for (const id of new Set(root.archives)) {
      const bytes = this.blob(id);
      const archive = bytes && readArchive(bytes);
      if (!archive) {
        this.sink.skip('unknown-shape', 0, this.meta.name);
        continue;
      }
      for (const message of archive.messages.slice(0, MOST_MESSAGES)) messages.add(message);
      if (messages.size > MOST_MESSAGES) break;
      if (archive.summary !== undefined) summaries.add(archive.summary);
    }
    for (const message of root.messages) messages.add(message);
    if (messages.size > MOST_MESSAGES) this.sink.skip('too-long', 0, this.meta.name);
    return { messages: [...messages].slice(0, MOST_MESSAGES), summaries };
  }

  private message(id: string, isSummary: boolean): void {
    const bytes = this.blob(id);
    if (bytes === null) return this.sink.skip('too-long', 0, this.meta.name);
    const object = parseObject(Buffer.from(bytes ?? []).toString('utf8'));
    if (!object) return this.sink.skip('invalid-json', 0, this.meta.name);
    const message = messageSchema.safeParse(object).data;
    if (!message) return this.sink.skip('unknown-shape', 0, this.meta.name);
    this.say(id, message, isSummary);
  }

  private say(id: string, { role, content }: ChatMessage, isSummary: boolean): void {
    if (role === 'system') return;
    if (role === 'user') this.folder ??= workspaceOf(content);
    for (const [index, item] of (typeof content === 'string' ? [content] : content).entries()) {
      const block = blockSchema.safeParse(
        typeof item === 'string' ? { type: 'text', text: item } : item,
      ).data;
      if (block?.type === 'text') {
        const said = cleanText(block.text ?? '');
        this.part(id, index, isSummary ? 'summary' : role, 'text', role === 'user' ? ownWords(said) : said);
      }
      if (block?.type === 'tool-call') {
        this.part(id, index, 'assistant', 'tool-call', toolCall(block.toolName ?? '', block.args));
      }
      if (block?.type === 'tool-result') {
        this.part(id, index, 'tool', 'tool-result', toolResult(block.result));
      }
    }
  }

  private part(id: string, block: number, role: Role, kind: PartKind, said: string): void {
    if (said === '') return;
    // Where the library has the transcript, it wants this no more: it is the same words.
    const message = `${PROMPT_KEY}${id}`;
    // The first one was said when the chat began; of the others no time is known but the file's.
    const began = timeOf(this.meta.createdAt);
    const time = (this.given === 0 ? began : null) ?? this.modifiedAt;
    const line = `${this.writer.key}/${id}`;
    const part = { message, line, block, role, kind, time, offset: this.given, text: said };
    // The list has their order, whenever the file was written.
    this.writer.part(part, began ?? 0);
    this.given += 1;
  }

  /** What stands under an id; undefined where nothing does, null where it is too long to hold. */
  private blob(id: string): Uint8Array | null | undefined {
    const [row] = this.database.rows(
      `SELECT CASE WHEN octet_length(data) > ${LONGEST_VALUE} THEN NULL ELSE CAST(data AS BLOB) END AS data
         FROM blobs WHERE id = ?`,
      id,
    );
    if (!row) return undefined;
    return row.data instanceof Uint8Array ? row.data : null;
  }
}
