/**
 * The root of a chat in Cursor CLI's database: a message of Protocol Buffers (`agent.v1.ConversationStateStructure`) that
 * lists the chat's messages by their ids. Of its fields only those that hold bytes matter:
 * https://protobuf.dev/programming-guides/encoding/
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

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
  const isMessage = readFields(bytes, (number, value) => {
    if (number === MESSAGES && isId(value)) messages.push(hex(value));
    if (number === SUMMARY_ARCHIVES && isId(value)) archives.push(hex(value));
    if (number === WORKSPACES) workspace = Buffer.from(value).toString('utf8');
  });
  return isMessage ? { messages, archives, workspace } : null;
}

/** Reads an archive; null if it is none. */
export function readArchive(bytes: Uint8Array): ChatArchive | null {
  const messages: string[] = [];
  let summary: string | undefined;
  const isMessage = readFields(bytes, (number, value) => {
    if (number === SUMMARIZED && isId(value)) messages.push(hex(value));
    if (number === SUMMARY_MESSAGE && isId(value)) summary = hex(value);
  });
  return isMessage ? { messages, summary } : null;
}

const isId = ({ length }: Uint8Array): boolean => length === ID_BYTES;
const hex = (id: Uint8Array): string => Buffer.from(id).toString('hex');

/** Gives `take` each field that holds bytes, in order; false where `bytes` are no message. Keeps none: there may be millions. */
function readFields(bytes: Uint8Array, take: (number: number, value: Uint8Array) => void): boolean {
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      if (type === WireType.LengthDelimited) take(number, reader.bytes());
      else reader.skip(type, number);
    }
    return true;
  } catch {
    // It throws at what no message has: a field of no kind, one that is longer than what is left.
    return false;
  }
}
