/**
 * The bulk of a history: what tools read and print, images, signatures. Cut out of pools that are made once, so
 * that a hundred megabytes take seconds. All of it is escaped for use between the quotes of a JSON string.
 */
import { outputLine, sourceLine } from './code.ts';
import type { Random } from './random.ts';

const POOL_LINES = 30_000;
const BASE64_POOL_LENGTH = 1 << 20;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Text in lines, with the place in `text` where each line begins. */
interface Pool {
  readonly text: string;
  readonly starts: readonly number[];
}

/** Hands out pieces of text of about the size that is asked for. */
export class Filler {
  readonly #random: Random;
  readonly #source: Pool;
  readonly #numberedSource: Pool;
  readonly #output: Pool;
  readonly #base64: string;

  constructor(random: Random) {
    this.#random = random.fork('filler');
    const lines = Array.from({ length: POOL_LINES }, () => sourceLine(this.#random));
    this.#source = pool(lines);
    this.#numberedSource = pool(
      lines.map((line, index) => `${String((index % 900) + 1).padStart(6)}→${line}`),
    );
    this.#output = pool(Array.from({ length: POOL_LINES }, () => outputLine(this.#random)));
    this.#base64 = this.#random.characters(BASE64, BASE64_POOL_LENGTH);
  }

  /** A file's content. */
  source(length: number): string {
    return this.#cut(this.#source, length);
  }

  /** A file's content with a number before each line, as the reading tool shows it to the model. */
  numberedSource(length: number): string {
    return this.#cut(this.#numberedSource, length);
  }

  /** What a command prints. */
  output(length: number): string {
    return this.#cut(this.#output, length);
  }

  /** Base64 of bytes that nobody can compress; exactly `length` characters. */
  base64(length: number): string {
    let text = '';
    while (text.length < length) {
      const wanted = Math.min(length - text.length, this.#base64.length);
      const start = this.#random.integer(0, this.#base64.length - wanted);
      text += this.#base64.slice(start, start + wanted);
    }
    return text;
  }

  /** Whole lines from a random place, `length` characters or up to a line less. */
  #cut(from: Pool, length: number): string {
    let text = '';
    while (text.length < length) {
      const first = this.#random.integer(0, from.starts.length - 2);
      const start = from.starts[first] ?? 0;
      const end = from.starts[lastStartUpTo(from.starts, start + length - text.length)] ?? 0;
      // A line that is longer than what is wanted still counts, or short texts would never come to an end.
      text += from.text.slice(start, Math.max(end, from.starts[first + 1] ?? 0));
    }
    return text;
  }
}

function pool(lines: readonly string[]): Pool {
  const starts = [0];
  let length = 0;
  const escaped = lines.map((line) => {
    const text = JSON.stringify(`${line}\n`).slice(1, -1);
    length += text.length;
    starts.push(length);
    return text;
  });
  return { text: escaped.join(''), starts };
}

/** Index of the last start that isn't beyond `offset`. */
function lastStartUpTo(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
