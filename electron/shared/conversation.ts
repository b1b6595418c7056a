/**
 * Conversations as the reader process hands them to the library: the same shape for every format.
 */
import { z } from 'zod';
import { marksSchema } from './marks.ts';

/** Where a conversation comes from. One name per vendor's format, also the `--source` filter. */
export const formatNames = [
  'claude-code',
  'codex',
  'gemini',
  'copilot-cli',
  'cursor-cli',
  'text',
  'chatgpt',
  'claude-ai',
  'opencode',
  'cursor',
  'vscode-copilot',
  'aider',
  'specstory',
] as const;
export type FormatName = (typeof formatNames)[number];

/**
 * Keys of messages that begin like this are of what an agent keeps apart from its sessions: a list of prompts, or a
 * database beside its transcripts. The library keeps them while it has nothing else of their conversation.
 */
export const PROMPT_KEY = 'prompt:';

/** Who speaks. `summary` is text that a machine wrote about the conversation, `tool` what a tool answered. */
export const roles = ['user', 'assistant', 'summary', 'tool'] as const;
export type Role = (typeof roles)[number];

/**
 * What a part of a message is. `text` is embedded and found by word; `tool-call` (one line) and `tool-result`
 * (its first 2,000 characters) are found by word only.
 */
export const partKinds = ['text', 'tool-call', 'tool-result'] as const;
export type PartKind = (typeof partKinds)[number];

/**
 * A place where a text may be cut: `end` is an offset in UTF-16 units, `tokens` counts what lies between the
 * previous piece's end and this one, without the model's special tokens.
 */
export interface Piece {
  readonly end: number;
  readonly tokens: number;
}

/** Pieces as they travel and are stored: end and tokens of each by turns. One check a list: there are many of them. */
const flatPieces = z.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.length % 2 === 0 && value.every(isCount),
);

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** One contiguous part of a message. Parts with the same `message` key, in whatever line, make up one message. */
export const messagePartSchema = z.object({
  /** Key of the conversation, unique within its format. */
  conversation: z.string().min(1),
  /** Key of the message, unique within its format. */
  message: z.string().min(1),
  /** 16 bytes in hex that identify this part: equal ones are one part, however many files repeat it. */
  uid: z.string().length(32),
  role: z.enum(roles),
  kind: z.enum(partKinds),
  /** When it was said, in ms since 1970, or null where the format doesn't tell. Never the import's time. */
  time: z.number().nullable(),
  /** `time` made non-decreasing within one file, so that the file's own order survives; ms since 1970. */
  sortTime: z.number(),
  /** Byte offset of the part's line in its file. */
  offset: z.number().nonnegative(),
  text: z.string().min(1),
  /** The cuts of `text`, the last one at its end. Empty for kinds that aren't embedded. */
  pieces: flatPieces,
});
export type MessagePart = z.infer<typeof messagePartSchema>;

/**
 * How good a title is: a later title of the same or a higher rank replaces the one before, but a first prompt stays.
 * fallback = for want of a better one; prompt = the first thing that the user wrote; summary and ai = written by a
 * machine; custom = by the user.
 */
export const titleRanks = { fallback: 1, prompt: 2, summary: 3, ai: 4, custom: 5 } as const;

/** What is known about a conversation besides its messages. Absent fields leave what is stored alone. */
export const conversationFactsSchema = z.strictObject({
  key: z.string().min(1),
  /** Folder that the conversation was about, as its own lines name it. */
  project: z.string().optional(),
  /** Without text it takes back the fallback that was given before. */
  title: z.strictObject({ text: z.string(), rank: z.int().min(1).max(5) }).optional(),
  /** `subagent`: spoken between machines, on behalf of `parent`. */
  kind: z.enum(['main', 'subagent', 'document']).optional(),
  /** Key of the conversation that this one belongs to or was forked from. */
  parent: z.string().optional(),
  /**
   * From sources that give a conversation whole. `at`: when they last changed it, ms since 1970. A later revision
   * takes the place of an earlier one, whichever file it is in; an earlier one adds nothing. `complete`: all of the
   * conversation has been given, in this batch and those before it.
   */
  revision: z.strictObject({ at: z.number(), complete: z.boolean() }).optional(),
  /** From Recollect's own archive: they are added to those that the conversation has. */
  marks: marksSchema.optional(),
});
export type ConversationFacts = z.infer<typeof conversationFactsSchema>;

/**
 * What a conversation is named apart from its session: by the user, or by its agent. It stands above every title that the
 * session gives, whichever of the two is read first. `time`: when it was given, ms since 1970, or null: of two files the
 * later name counts.
 */
export const givenNameSchema = z.strictObject({
  key: z.string().min(1),
  name: z.string().min(1),
  time: z.number().nullable(),
});
export type GivenName = z.infer<typeof givenNameSchema>;

/**
 * Why something in a file was left out although it could have held text: a line, or, where the reason says so, a
 * conversation or a file in a zip.
 */
export const skipReasons = [
  'invalid-json',
  'invalid-utf8',
  'too-long',
  'unknown-shape',
  'broken-conversation',
  'broken-entry',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/**
 * What a file is that is no history of one agent's: `collection` holds the conversations of several (a zip, Recollect's
 * archive), a `database` is written all over by its program.
 */
export const containers = ['collection', 'database'] as const;
export type Container = (typeof containers)[number];

/** Why a whole file was left out: its name promises nothing, and it holds no conversation. */
export const NO_CONVERSATION = 'no-conversation';

/** Lines that could not be read: how many, why, and the byte offset of the first. */
export const skippedLinesSchema = z.strictObject({
  reason: z.enum(skipReasons),
  count: z.int().positive(),
  firstOffset: z.int().nonnegative(),
  /** What the first one is called: the title of a conversation, the path of a file in a zip. */
  firstName: z.string().optional(),
});
export type SkippedLines = z.infer<typeof skippedLinesSchema>;
