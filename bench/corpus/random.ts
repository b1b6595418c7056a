/**
 * Random numbers that are the same for the same seed on every machine: the generator sfc32 by Chris Doty-Humphrey
 * (PractRand), seeded by the hash cyrb128.
 */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Spreads a seed over the four 32-bit words that sfc32 starts from. */
function seedWords(seed: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < seed.length; index++) {
    const unit = seed.charCodeAt(index);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** A seeded source of random numbers and of things chosen at random. */
export class Random {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number | string) {
    this.#seed = String(seed);
    [this.#a, this.#b, this.#c, this.#counter] = seedWords(this.#seed);
    for (let round = 0; round < 12; round++) this.word();
  }

  /** A generator of its own for one part of the work: what it draws doesn't depend on what others drew before. */
  fork(label: number | string): Random {
    return new Random(`${this.#seed}/${label}`);
  }

  /** An unsigned 32-bit integer. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items, each as likely as the others. Throws when there is none. */
  pick<Item>(items: readonly Item[]): Item {
    return itemAt(items, Math.floor(this.next() * items.length));
  }

  /**
   * One of the items, the first ones much likelier, as words are in a language: the item at place k comes about
   * 1/k as often as the first (Zipf's law), by the inverse of the law's continuous form.
   */
  pickRanked<Item>(items: readonly Item[]): Item {
    const rank = Math.floor((items.length + 1) ** this.next()) - 1;
    return itemAt(items, Math.min(rank, items.length - 1));
  }

  /** A key of `weights`, as likely as its weight is large. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    // No Object.entries: this is drawn for each word of each sentence.
    let sum = 0;
    for (const key in weights) sum += weights[key];
    let left = this.next() * sum;
    let last: Key | undefined;
    for (const key in weights) {
      last = key;
      left -= weights[key];
      if (left < 0) break;
    }
    if (last === undefined) throw new RangeError('There is nothing to pick from.');
    return last;
  }

  /** A normally distributed number with mean 0 and standard deviation 1 (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** A skewed positive number: half are below `median`, a few far above. `spread` is the deviation of its logarithm. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.word().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const a = this.word();
    const b = this.word();
    const c = this.word();
    const d = this.word();
    return (
      byte(a >>> 24) +
      byte(a >>> 16) +
      byte(a >>> 8) +
      byte(a) +
      '-' +
      byte(b >>> 24) +
      byte(b >>> 16) +
      '-' +
      byte(((b >>> 8) & 0x0f) | 0x40) +
      byte(b) +
      '-' +
      byte(((c >>> 24) & 0x3f) | 0x80) +
      byte(c >>> 16) +
      '-' +
      byte(c >>> 8) +
      byte(c) +
      byte(d >>> 24) +
      byte(d >>> 16) +
      byte(d >>> 8) +
      byte(d)
    );
  }

  /** Characters drawn from an alphabet. */
  characters(alphabet: string, length: number): string {
    let text = '';
    for (let index = 0; index < length; index++)
      text += alphabet[Math.floor(this.next() * alphabet.length)] ?? '';
    return text;
  }
}

function byte(value: number): string {
  return HEX[value & 0xff] ?? '';
}

function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError('There is nothing to pick from.');
  return item;
}
