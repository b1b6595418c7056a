/**
 * Finds the lines of a history that was saved as one JSON document: an array of them, an object with such an array
 * (`loglines`, as claude.ai/code exports a session), or lines that were spread over several.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Longest object that is kept, in bytes, and what is kept of the text around the objects. */
const LONGEST_OBJECT = 8 * 1024 * 1024;
const AROUND_BYTES = 64 * 1024;

/** Stands for an object in the text around them. */
const OBJECT = Buffer.from('null');

/** A message's own type, which tells how deep in a document its lines are. */
const MESSAGE_TYPE = /"type"\s*:\s*"(?:user|assistant)"/;

/** An object of a document, in its own bytes. */
export interface DocumentObject {
  readonly bytes: Buffer;
  /** Byte offset in the file where it begins. */
  readonly offset: number;
  /** It is so long that it can't be held: `bytes` is its beginning. */
  readonly tooLong: boolean;
}

/**
 * What is open around the first line of a message in a document that begins with `head`: `[` and `{` in order.
 * Null where there is none, or where it is too deep to be a line.
 */
export function containersOf(head: Buffer): string[] | null {
  const text = head.toString('latin1');
  const at = MESSAGE_TYPE.exec(text)?.index;
  if (at === undefined) return null;
  const open = new OpenBrackets();
  for (const byte of head.subarray(0, at)) open.read(byte);
  const containers = open.kinds.map((kind) => String.fromCharCode(kind));
  return containers.pop() === '{' && containers.length <= 2 ? containers : null;
}

/** Splits a document into the objects that have `containers` around them, while it streams by. */
export class DocumentSplitter {
  private readonly containers: string;
  private readonly open = new OpenBrackets();
  private begin = -1;
  private parts: Buffer[] = [];
  private length = 0;
  private readonly outside: Buffer[] = [];
  private outsideLength = 0;

  constructor(containers: readonly string[]) {
    this.containers = containers.join('');
  }

  /** The objects that end in `block`, which begins at byte `position` of the file. */
  *split(block: Buffer, position: number): Generator<DocumentObject> {
    let from = 0;
    let outside = 0;
    for (let at = 0; at < block.length; at += 1) {
      const byte = block[at] ?? 0;
      const change = this.open.read(byte);
      if (change === 0) continue;
      if (change > 0 && this.begin < 0 && this.opensLine()) {
        this.begin = position + at;
        from = at;
        this.keepAround(block.subarray(outside, at), OBJECT);
      } else if (change < 0 && this.begin >= 0 && this.open.kinds.length <= this.containers.length) {
        outside = at + 1;
        yield this.finish(block.subarray(from, at + 1));
      }
    }
    if (this.begin >= 0) this.keep(block.subarray(from));
    else this.keepAround(block.subarray(outside));
  }

  /** The text around the objects, with `null` in the place of each: 64 KB of it at most. */
  get around(): string {
    return Buffer.concat(this.outside).toString('utf8');
  }

  private opensLine(): boolean {
    const { kinds } = this.open;
    return (
      kinds.length === this.containers.length + 1 &&
      kinds.at(-1) === OPEN_BRACE &&
      String.fromCharCode(...kinds.slice(0, -1)) === this.containers
    );
  }

  private keepAround(...texts: readonly Buffer[]): void {
    for (const text of texts) {
      const room = AROUND_BYTES - this.outsideLength;
      if (room <= 0) return;
      this.outside.push(Buffer.from(text.subarray(0, room)));
      this.outsideLength += text.length;
    }
  }

  private keep(bytes: Buffer): void {
    const room = LONGEST_OBJECT - this.length;
    if (room > 0) this.parts.push(Buffer.from(bytes.subarray(0, room)));
    this.length += bytes.length;
  }

  private finish(rest: Buffer): DocumentObject {
    this.keep(rest);
    const object = {
      bytes: Buffer.concat(this.parts),
      offset: this.begin,
      tooLong: this.length > LONGEST_OBJECT,
    };
    this.begin = -1;
    this.parts = [];
    this.length = 0;
    return object;
  }
}

/** Follows which brackets of a JSON text are open. */
class OpenBrackets {
  /** The bytes of the open ones, outermost first. */
  readonly kinds: number[] = [];
  private inString = false;
  private escaped = false;

  /** 1 if `byte` opens one, -1 if it closes one. */
  read(byte: number): -1 | 0 | 1 {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) this.inString = false;
      return 0;
    }
    if (byte === QUOTE) this.inString = true;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      this.kinds.push(byte);
      return 1;
    }
    if (byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET) return 0;
    this.kinds.pop();
    return -1;
  }
}
