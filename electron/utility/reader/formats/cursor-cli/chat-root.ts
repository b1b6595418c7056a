/**
 * The root of a chat in Cursor CLI's database: a message of Protocol Buffers (`agent.v1.ConversationStateStructure`) that
 * lists the chat's messages by their ids. Of its fields only those that hold bytes matter:
 * https://protobuf.dev/programming-guides/encoding/
 */

/** Numbers of fields, as programs that read the database tell them. */
const MESSAGES = 1;
const WORKSPACES = 9;
const SUMMARY_ARCHIVES = 13;
/** In an archive of messages that a summary took the place of. */
const SUMMARIZED = 1;
const SUMMARY_MESSAGE = 4;

/** Ids are SHA-256 hashes of what they stand for. */
const ID_BYTES = 32;

/** What the root of a chat says. Ids are in hex, in order. */
export interface ChatRoot {
  readonly messages: readonly string[];
  /** Ids of what earlier summaries took the place of: see `readArchive`. */
  readonly archives: readonly string[];
  /** URI of the folder that the chat is about. */
  readonly workspace: string | undefined;
}

/** Messages that a summary took the place of, and the message that holds the summary. */
export interface ChatArchive {
  readonly messages: readonly string[];
  readonly summary: string | undefined;
}

/** Reads a root; null if it is none. */
export function readRoot(bytes: Uint8Array): ChatRoot | null {
  const messages: string[] = [];
  const archives: string[] = [];
  let workspace: string | undefined;
  for (const field of byteFields(bytes)) {
    if (!field) return null;
    const { number, value } = field;
    if (number === MESSAGES && isId(value)) messages.push(hex(value));
    if (number === SUMMARY_ARCHIVES && isId(value)) archives.push(hex(value));
    if (number === WORKSPACES) workspace = Buffer.from(value).toString('utf8');
  }
  return { messages, archives, workspace };
}

/** Reads an archive; null if it is none. */
export function readArchive(bytes: Uint8Array): ChatArchive | null {
  const messages: string[] = [];
  let summary: string | undefined;
  for (const field of byteFields(bytes)) {
    if (!field) return null;
    const { number, value } = field;
    if (number === SUMMARIZED && isId(value)) messages.push(hex(value));
    if (number === SUMMARY_MESSAGE && isId(value)) summary = hex(value);
  }
  return { messages, summary };
}

const isId = ({ length }: Uint8Array): boolean => length === ID_BYTES;
const hex = (id: Uint8Array): string => Buffer.from(id).toString('hex');

/** The fields of a message that hold bytes, in order; null at the end where `bytes` are no message. */
function* byteFields(bytes: Uint8Array): Generator<{ number: number; value: Uint8Array } | null> {
  const reader = new WireReader(bytes);
  while (!reader.atEnd) {
    const tag = reader.varint();
    switch (tag % 8) {
      case 0:
        reader.varint();
        break;
      case 1:
        reader.take(8);
        break;
      case 2:
        yield { number: Math.floor(tag / 8), value: reader.take(reader.varint()) };
        break;
      case 5:
        reader.take(4);
        break;
      default:
        yield null;
        return;
    }
  }
  if (reader.overrun) yield null;
}

/** Reads the values of a message one after the other. Behind the end there is nothing: then it has `overrun`. */
class WireReader {
  overrun = false;
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get atEnd(): boolean {
    return this.overrun || this.at >= this.bytes.length;
  }

  /** A number; one that is too large to be exact is no length and no tag anyway. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined || scale > Number.MAX_SAFE_INTEGER * 1_024) {
        this.overrun = true;
        return 0;
      }
      this.at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) this.overrun = true;
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
