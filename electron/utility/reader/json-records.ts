/**
 * Splits a JSON document of records that each hold a list of items, such as an export's conversations with their
 * messages, while it streams by. A document of 2 GB may be one line, and a record longer than memory allows: an item
 * is all that has to be held.
 */
import { KeptBytes, type Kept } from './kept-bytes.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const NULL = Buffer.from('null');

/** Bytes of a key that are looked at. */
const KEY_LENGTH = 256;

/** How a document is laid out. */
export interface RecordLayout {
  /** What is open around a record, outermost first: ``, `[` or `{[`. */
  readonly containers: string;
  /** The key that a record has its items under, in an array or by their ids in an object. */
  readonly itemsKey: string;
}

/** An object of a document. `bytes` is valid until the next one is asked for. */
export interface RecordPiece extends Kept {
  /** A record comes after its items, which have become `null` in it. */
  readonly kind: 'item' | 'record';
  /** The key of an item in an object, '' in an array. */
  readonly key: string;
  /** Byte offsets in the file. */
  readonly offset: number;
  readonly end: number;
}

/** The layouts of exports, and of one conversation that was saved by itself. */
const CONTAINERS = new Set(['', '[', '{[']);

/** The layout of a document that begins with `head` and has items under `itemsKey`; null if it is none. */
export function recordLayout(head: Buffer, itemsKey: string): RecordLayout | null {
  // Most files are none of these: they are told by their bytes alone.
  if (!head.includes(`"${itemsKey}"`)) return null;
  const text = head.toString('latin1');
  const key = new RegExp(`"${itemsKey}"\\s*:\\s*[[{]`).exec(text);
  if (!key) return null;
  const open: number[] = [];
  let inString = false;
  for (let at = 0; at < key.index; at += 1) {
    const byte = head[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) open.push(byte);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) open.pop();
  }
  if (inString || open.pop() !== OPEN_BRACE) return null;
  const containers = String.fromCharCode(...open);
  return CONTAINERS.has(containers) ? { containers, itemsKey } : null;
}

/** Splits one document; give it the blocks in order. */
export class RecordSplitter {
  private readonly layout: RecordLayout;
  private readonly open: number[] = [];
  private readonly record: KeptBytes;
  private readonly item: KeptBytes;
  private recordOffset = -1;
  private itemOffset = -1;
  private itemKey = '';
  private inItems = false;
  private inString = false;
  /** The block before ended inside of a string, with an odd number of backslashes. */
  private escaped = false;
  /** The last string outside of items, the one that is being read, and the key of a record's current member. */
  private text = '';
  private capturing = false;
  private key = '';

  /** Other limits than what memory allows are for tests. */
  constructor(layout: RecordLayout, wholeBytes?: number) {
    this.layout = layout;
    this.record = new KeptBytes(wholeBytes);
    this.item = new KeptBytes(wholeBytes);
  }

  /** Where a record begins that has not ended, or null between records. */
  get unfinished(): number | null {
    return this.recordOffset < 0 ? null : this.recordOffset;
  }

  /** The items and records that end in `block`, which begins at byte `position` of the file. */
  *split(block: Buffer, position: number): Generator<RecordPiece> {
    /** Where that begins in the block which has not been given to the record or the item yet. */
    let from = 0;
    for (let at = 0; at < block.length; at += 1) {
      if (this.inString) {
        at = this.skipString(block, at);
        continue;
      }
      switch (block[at] ?? 0) {
        case QUOTE:
          this.beginString();
          break;
        case COLON:
          if (this.open.length === this.recordDepth) this.key = this.text;
          break;
        case COMMA:
          this.text = '';
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          this.open.push(block[at] ?? 0);
          if (this.opensRecord()) {
            this.recordOffset = position + at;
            from = at;
          } else if (this.opensItem()) {
            this.record.add(block.subarray(from, at));
            this.record.add(NULL);
            this.itemOffset = position + at;
            this.itemKey = this.text;
            from = at;
          }
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET: {
          const depth = this.open.length;
          this.open.pop();
          const end = position + at + 1;
          if (this.itemOffset >= 0 && depth === this.recordDepth + 2) {
            yield this.piece('item', this.item.take(block.subarray(from, at + 1)), this.itemOffset, end);
            this.itemOffset = -1;
            from = at + 1;
          } else if (this.recordOffset >= 0 && depth === this.recordDepth + 1) {
            this.inItems = false;
          } else if (this.recordOffset >= 0 && depth === this.recordDepth) {
            const kept = this.record.take(block.subarray(from, at + 1));
            yield this.piece('record', kept, this.recordOffset, end);
            this.recordOffset = -1;
          }
        }
      }
    }
    if (this.itemOffset >= 0) this.item.add(block.subarray(from));
    else if (this.recordOffset >= 0) this.record.add(block.subarray(from));
  }

  /** What is open inside of a record, the record included. */
  private get recordDepth(): number {
    return this.layout.containers.length + 1;
  }

  private opensRecord(): boolean {
    if (this.recordOffset >= 0 || this.open.length !== this.recordDepth) return false;
    const around = String.fromCharCode(...this.open.slice(0, -1));
    if (this.open.at(-1) !== OPEN_BRACE || around !== this.layout.containers) return false;
    this.text = '';
    this.key = '';
    return true;
  }

  private opensItem(): boolean {
    if (this.recordOffset < 0 || this.itemOffset >= 0) return false;
    if (this.open.length === this.recordDepth + 1) {
      this.inItems = this.key === this.layout.itemsKey;
      this.text = '';
      return false;
    }
    return this.inItems && this.open.length === this.recordDepth + 2 && this.open.at(-1) === OPEN_BRACE;
  }

  private beginString(): void {
    this.inString = true;
    this.escaped = false;
    this.capturing = this.recordOffset >= 0 && this.itemOffset < 0;
    if (this.capturing) this.text = '';
  }

  /** The offset of the string's end, or of the block's last byte if it goes on. */
  private skipString(block: Buffer, start: number): number {
    let from = start;
    for (;;) {
      const quote = block.indexOf(QUOTE, from);
      const end = quote < 0 ? block.length : quote;
      let backslashes = 0;
      while (end - backslashes > from && block[end - backslashes - 1] === BACKSLASH) backslashes += 1;
      // A run of them that reaches back to the block before goes on from there.
      if (end - backslashes === from && this.escaped) backslashes += 1;
      this.escaped = backslashes % 2 === 1;
      if (quote >= 0 && this.escaped) {
        from = quote + 1;
        this.escaped = false;
        continue;
      }
      if (this.capturing && this.text.length < KEY_LENGTH) {
        this.text += block.toString('utf8', start, Math.min(end, start + KEY_LENGTH));
      }
      if (quote < 0) return block.length - 1;
      this.inString = false;
      return quote;
    }
  }

  private piece(kind: RecordPiece['kind'], kept: Kept, offset: number, end: number): RecordPiece {
    return { ...kept, kind, key: kind === 'item' ? this.itemKey : '', offset, end };
  }
}
