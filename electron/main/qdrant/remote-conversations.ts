/**
 * Reads conversations from what a server holds of them: those that only other machines have.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import { NO_MARKS } from '../../shared/marks.ts';
import type { ConversationInfo, StoredMessage } from '../library/conversation-store.ts';
import { formatAndKey } from '../library/mark-store.ts';
import type { QdrantConnection } from './connection.ts';
import { payloadSchema, type Payload } from './point.ts';

/** Points that are asked for at once. */
const PAGE = 500;

/** How long a conversation that was read is good for, in ms: a window asks for its pages one after the other. */
const KEPT_MS = 30_000;

/** A conversation as far as a server has it: what was said, without tool calls; a text that was repeated comes once. */
export interface RemoteConversation {
  readonly info: ConversationInfo;
  /** The machines that hold it. */
  readonly machines: readonly string[];
  readonly messages: readonly StoredMessage[];
}

/** The conversations of one collection. */
export class RemoteConversations {
  private readonly connection: QdrantConnection;
  private readonly name: string;
  private readonly now: () => number;
  private last: {
    readonly id: string;
    readonly at: number;
    readonly found: Promise<RemoteConversation | null>;
  } | null = null;

  constructor(connection: QdrantConnection, name: string, now: () => number) {
    this.connection = connection;
    this.name = name;
    this.now = now;
  }

  /** A conversation as hits name it; null where the server has none. @throws RecollectError as the connection. */
  read(id: string): Promise<RemoteConversation | null> {
    const { last } = this;
    if (last?.id === id && this.now() - last.at < KEPT_MS) return last.found;
    const found = this.pointsOf(id).then((points) => conversationOf(id, points));
    this.last = { id, at: this.now(), found };
    // What failed is asked for again; whoever waits for it now hears of it.
    found.catch(() => (this.last = null));
    return found;
  }

  private async pointsOf(id: string): Promise<Payload[]> {
    const filter = { must: [{ key: 'conversation', match: { value: id.toWellFormed() } }] };
    const payloads: Payload[] = [];
    let offset: Schemas['ScrollResult']['next_page_offset'];
    do {
      const from = typeof offset === 'string' ? { offset } : {};
      const page: Schemas['ScrollResult'] = await this.connection.ask((client) =>
        client.scroll(this.name, { filter, limit: PAGE, with_payload: true, ...from }),
      );
      payloads.push(
        ...page.points.flatMap(({ payload }) => {
          const parsed = payloadSchema.safeParse(payload);
          return parsed.success ? [parsed.data] : [];
        }),
      );
      offset = page.next_page_offset;
    } while (typeof offset === 'string');
    return payloads;
  }
}

/** Puts a conversation together from its chunks. */
function conversationOf(id: string, chunks: readonly Payload[]): RemoteConversation | null {
  const inOrder = chunks.toSorted((a, b) => a.ordinal - b.ordinal);
  const [first] = inOrder;
  if (!first) return null;
  const messages = messagesOf(inOrder);
  const times = messages.flatMap(({ time }) => time ?? []);
  const [format, key] = formatAndKey(id);
  return {
    info: {
      id,
      format,
      key,
      title: first.title,
      project: first.project,
      kind: 'main',
      parent: null,
      startedAt: first.startedAt,
      updatedAt: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
      messages: messages.length,
      paths: [],
      marks: NO_MARKS,
    },
    machines: [...new Set(inOrder.flatMap(({ machines }) => machines))].sort(),
    messages,
  };
}

/** The messages in the order of the chunks; one that is longer than a chunk has a part of each. */
function messagesOf(chunks: readonly Payload[]): StoredMessage[] {
  const messages = new Map<string, { readonly parts: { kind: 'text'; text: string }[] } & StoredMessage>();
  for (const { text, spans } of chunks) {
    let start = 0;
    for (const { message: id, role, time, end } of spans) {
      const said = text.slice(start, end).trim();
      start = Math.max(start, end);
      if (said === '') continue;
      const known = messages.get(id) ?? { id, position: messages.size, role, time, parts: [] };
      messages.set(id, known);
      known.parts.push({ kind: 'text', text: said });
    }
  }
  return [...messages.values()];
}
