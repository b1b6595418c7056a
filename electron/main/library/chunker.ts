/**
 * Packs the pieces of neighbouring messages into chunks that fit the model's window. Pure and greedy: what a chunk
 * holds depends only on what came before it and on where the next piece ends, so that a conversation which grows
 * is packed again from its last chunk on, and gives the same chunks as one that was read at once.
 */
import type { Piece, Role } from '../../shared/conversation.ts';
import { CHUNK_LIMITS } from '../../shared/chunking/limits.ts';

/** A text of a conversation, in order, with the places where it may be cut. */
export interface PackablePart {
  readonly messageId: number;
  readonly role: Role;
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** It is the first part of its message. */
  readonly startsMessage: boolean;
}

/** Whose words a chunk holds: up to `end`, in UTF-16 units of the chunk's text. */
export interface Span {
  readonly messageId: number;
  readonly end: number;
}

/** Neighbouring texts of one conversation, at most `CHUNK_LIMITS.maximum` tokens. */
export interface Chunk {
  readonly text: string;
  readonly tokens: number;
  readonly spans: readonly Span[];
  /** It begins where its first message begins. */
  readonly startsMessage: boolean;
}

const BETWEEN_MESSAGES = '\n\n';

/** Below this share of the target a chunk takes the next question in; above, a question starts a chunk of its own. */
const QUESTION_JOINS_BELOW = 1 / 3;

/** Packs `parts` (the rest of a conversation, from the start of a message) into chunks. */
export function packChunks(parts: Iterable<PackablePart>): Chunk[] {
  const chunks: Chunk[] = [];
  let open = new OpenChunk();
  const close = (): void => {
    const chunk = open.finish();
    if (chunk) chunks.push(chunk);
    open = new OpenChunk();
  };
  for (const part of parts) {
    let start = 0;
    for (const piece of part.pieces) {
      const text = part.text.slice(start, piece.end);
      if (!open.takes(part, piece.tokens, start === 0)) close();
      open.add(part, text, piece.tokens, start === 0);
      start = piece.end;
    }
  }
  close();
  return chunks;
}

class OpenChunk {
  private text = '';
  private tokens = 0;
  private readonly spans: Span[] = [];
  private startsMessage = false;
  private lastRole: Role | undefined;

  takes(part: PackablePart, tokens: number, partBegins: boolean): boolean {
    if (this.lastRole === undefined) return true;
    if (this.tokens + tokens > CHUNK_LIMITS.target) return false;
    if (!partBegins || !part.startsMessage) return true;
    // A machine's summary of a conversation isn't mixed with what was said in it.
    if ((part.role === 'summary') !== (this.lastRole === 'summary')) return false;
    const asks = part.role === 'user' && this.lastRole !== 'user';
    return !asks || this.tokens < CHUNK_LIMITS.target * QUESTION_JOINS_BELOW;
  }

  add(part: PackablePart, text: string, tokens: number, partBegins: boolean): void {
    const last = this.spans.at(-1);
    if (last === undefined) {
      this.startsMessage = partBegins && part.startsMessage;
      this.text = text.trimStart();
    } else {
      this.text = partBegins ? this.text.trimEnd() + BETWEEN_MESSAGES + text.trimStart() : this.text + text;
      if (last.messageId === part.messageId) this.spans.pop();
    }
    this.spans.push({ messageId: part.messageId, end: this.text.length });
    this.tokens += tokens;
    this.lastRole = part.role;
  }

  finish(): Chunk | undefined {
    const text = this.text.trimEnd();
    if (text === '') return undefined;
    const spans = this.spans.map((span) => ({ ...span, end: Math.min(span.end, text.length) }));
    return { text, tokens: this.tokens, spans, startsMessage: this.startsMessage };
  }
}
