/**
 * In memory, for every text that is searched: in which conversations it stands, how long it is, whether it was said or
 * is a tool's, and how much of it the user said. About 9 bytes a text. It follows the library: new chunks by their ids, gone ones by the log
 * of removals.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { query } from './statements.ts';

/** Rows a query, so that no string gets too long. */
const PAGE = 50_000;

/** `conversations` of a text that stands in none, or in several. */
const NONE = 0;
const SEVERAL = -1;

/** Of `spans`, [message, end, ...]: where the first message ends, and the last. */
const FIRST_END = "CAST(substr(c.spans, instr(c.spans, ',') + 1) AS INTEGER)";
const LAST_END = "CAST(substr(c.spans, length(rtrim(c.spans, '0123456789]')) + 1) AS INTEGER)";

/**
 * Chunks as one string of numbers: far cheaper than a row each. A tool's length is estimated from its characters. A
 * question begins a chunk, so that the user's part of it is that of its first message, in percent.
 */
const COLUMNS = `group_concat(c.id || ' ' || c.text_id || ' ' || c.conversation_id || ' ' ||
  CASE WHEN c.part_id IS NULL THEN c.tokens ELSE -1 - ${FIRST_END} / 4 END || ' ' ||
  CASE WHEN (SELECT role FROM messages WHERE id = c.message_id) = 'user'
    THEN 100 * ${FIRST_END} / max(1, ${LAST_END}) ELSE 0 END, ' ')`;

const listRow = z.object({ list: z.string().nullable() });
const removalRow = z.object({ text_id: z.int(), highest: z.int() });

/**
 * By the id of a text: its conversation as `conversation` gives it, its tokens, 1 where it is a tool's, and how much of
 * it the user said, in percent.
 */
export interface ChunkColumns {
  readonly conversations: Int32Array;
  readonly lengths: Uint16Array;
  readonly tools: Uint8Array;
  readonly own: Uint8Array;
}

/** The texts of chunks, by their ids. */
export class ChunkTable {
  private readonly page;
  private readonly byText;
  private readonly removals;
  private readonly lastRemoval;
  private conversations = new Int32Array(1_024);
  private lengths = new Uint16Array(1_024);
  private tools = new Uint8Array(1_024);
  private own = new Uint8Array(1_024);
  private readonly several = new Map<number, number[]>();
  private lastChunk = 0;
  private seenRemoval = 0;
  private loaded = false;

  /** How many texts there are, and their tokens. */
  texts = 0;
  tokens = 0;
  /** Highest id of a text and of a conversation. */
  maxText = 0;
  maxConversation = 0;
  /** Rises whenever something changed. */
  version = 0;

  constructor(database: DatabaseSync) {
    this.page = query(
      database,
      `SELECT ${COLUMNS} AS list FROM (SELECT * FROM chunks WHERE id > ? ORDER BY id LIMIT ${PAGE}) c`,
      listRow,
    );
    this.byText = query(
      database,
      `SELECT ${COLUMNS} AS list FROM chunks c WHERE c.text_id IN (SELECT value FROM json_each(?))`,
      listRow,
    );
    this.removals = query(
      database,
      'SELECT text_id, highest FROM chunk_removals WHERE sequence > ? ORDER BY sequence',
      removalRow,
    );
    this.lastRemoval = query(
      database,
      'SELECT coalesce(max(sequence), 0) AS last, coalesce(min(sequence), 0) AS first FROM chunk_removals',
      z.object({ last: z.int(), first: z.int() }),
    );
  }

  /** Bytes in use, the few texts that stand in several conversations not counted. */
  get bytes(): number {
    const { conversations, lengths, tools, own } = this.columns;
    return conversations.byteLength + lengths.byteLength + tools.byteLength + own.byteLength;
  }

  /**
   * What the methods below answer text by text, for loops over millions of them. To be asked for anew after each
   * `refresh`, and not to be changed.
   */
  get columns(): ChunkColumns {
    const { conversations, lengths, tools, own } = this;
    return { conversations, lengths, tools, own };
  }

  /** Tokens of a text. */
  length(text: number): number {
    return this.lengths[text] ?? 0;
  }

  /** Whether a text is a tool call or result wherever it stands. */
  isTool(text: number): boolean {
    return this.tools[text] === 1;
  }

  /** The conversation of a text, 0 if it stands in none, -1 if in several: then ask `conversationsOf`. */
  conversation(text: number): number {
    return this.conversations[text] ?? NONE;
  }

  conversationsOf(text: number): readonly number[] {
    const one = this.conversation(text);
    return one === SEVERAL ? (this.several.get(text) ?? []) : one === NONE ? [] : [one];
  }

  /** Calls `visit` for each text of a conversation in turn: only for sums over all of them. */
  forEach(visit: (text: number, conversation: number) => void): void {
    for (let text = 1; text <= this.maxText; text++) {
      const one = this.conversation(text);
      if (one > NONE) visit(text, one);
      else if (one === SEVERAL) for (const each of this.several.get(text) ?? []) visit(text, each);
    }
  }

  /** Brings the table up to date with the library. In a transaction of the caller's: what it reads must fit together. */
  refresh(): void {
    const { last, first } = this.lastRemoval.one() ?? { last: 0, first: 0 };
    if (!this.loaded || this.seenRemoval < first - 1) this.clear();
    else if (last > this.seenRemoval) this.forgetRemoved();
    this.seenRemoval = last;
    this.loaded = true;
    for (;;) {
      const last = this.take(this.page.one(this.lastChunk)?.list);
      if (last === undefined) break;
      this.lastChunk = last;
    }
  }

  private clear(): void {
    this.conversations.fill(NONE);
    this.several.clear();
    this.texts = 0;
    this.tokens = 0;
    this.lastChunk = 0;
    this.version += 1;
  }

  /** Forgets the texts of removed chunks, and reads again what is left of them. */
  private forgetRemoved(): void {
    const removed = this.removals.all(this.seenRemoval);
    for (const { text_id, highest } of removed) {
      this.forget(text_id);
      this.lastChunk = Math.min(this.lastChunk, highest);
    }
    this.take(this.byText.one(JSON.stringify([...new Set(removed.map(({ text_id }) => text_id))]))?.list);
    this.version += 1;
  }

  private forget(text: number): void {
    if (this.conversation(text) === NONE) return;
    this.conversations[text] = NONE;
    this.several.delete(text);
    this.texts -= 1;
    this.tokens -= this.length(text);
  }

  /** Takes a list of chunks in, and gives the highest id in it. */
  private take(list: string | null | undefined): number | undefined {
    if (!list) return undefined;
    this.version += 1;
    let last = 0;
    const numbers = new NumberList(list);
    while (numbers.more) {
      const chunk = numbers.next();
      const text = numbers.next();
      const conversation = numbers.next();
      const length = numbers.next();
      const own = numbers.next();
      last = Math.max(last, chunk);
      this.add(text, conversation, length, own);
    }
    return last;
  }

  private add(text: number, conversation: number, length: number, own: number): void {
    if (text > this.maxText) this.maxText = text;
    if (conversation > this.maxConversation) this.maxConversation = conversation;
    this.reserve(text);
    const known = this.conversation(text);
    if (known === conversation) return;
    if (known === NONE) {
      this.conversations[text] = conversation;
      this.tools[text] = length < 0 ? 1 : 0;
      this.own[text] = own;
      this.lengths[text] = Math.min(65_535, length < 0 ? -1 - length : length);
      this.texts += 1;
      this.tokens += this.length(text);
      return;
    }
    if (length >= 0) this.tools[text] = 0;
    this.own[text] = Math.max(own, this.own[text] ?? 0);
    const all = known === SEVERAL ? (this.several.get(text) ?? []) : [known];
    if (!all.includes(conversation)) this.several.set(text, [...all, conversation]);
    this.conversations[text] = SEVERAL;
  }

  private reserve(text: number): void {
    if (text < this.conversations.length) return;
    const capacity = Math.ceil((text + 1) * 1.25);
    const conversations = new Int32Array(capacity);
    conversations.set(this.conversations);
    this.conversations = conversations;
    const lengths = new Uint16Array(capacity);
    lengths.set(this.lengths);
    this.lengths = lengths;
    const tools = new Uint8Array(capacity);
    tools.set(this.tools);
    this.tools = tools;
    const own = new Uint8Array(capacity);
    own.set(this.own);
    this.own = own;
  }
}

/** Reads integers out of a string in which one other character stands between them. */
export class NumberList {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get more(): boolean {
    return this.at < this.text.length;
  }

  next(): number {
    let value = 0;
    let sign = 1;
    for (; this.at < this.text.length; this.at++) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === 45) sign = -1;
      else if (unit >= 48 && unit <= 57) value = value * 10 + unit - 48;
      else break;
    }
    this.at += 1;
    return sign * value;
  }
}
