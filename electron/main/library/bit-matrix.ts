/**
 * The bits of an index in memory: finds the vectors that are probably nearest, for the floats to decide.
 * 52 bytes a vector of 384 dimensions.
 */
import { createHammingScan, rowBytes, type HammingScan } from './hamming-module.ts';
import { signBits, type BitBlock } from './bit-blocks.ts';
import { TopList } from './top-list.ts';

const PAGE = 65_536;
/** Rows a call: WebAssembly code is made fast between calls only. */
const SLICE = 8_192;
/** How many candidates whole distances give, for each one that is asked for. */
const COARSER = 8;

/** A text and what its bits say about its cosine: comparable within one search only. */
export interface Estimate {
  readonly id: number;
  readonly score: number;
}

/** One row of bits for each vector. */
export class BitMatrix {
  private readonly dimensions: number;
  private readonly stride: number;
  private readonly memory: WebAssembly.Memory;
  private readonly scan: HammingScan;
  private texts = new Int32Array(1_024);
  private distances = new Uint16Array(1_024);
  private rows = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.stride = rowBytes(dimensions);
    // The first page holds the query and a slice's distances, the others the rows.
    this.memory = new WebAssembly.Memory({ initial: 2 });
    this.scan = createHammingScan(this.memory, this.stride);
  }

  get count(): number {
    return this.rows;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.memory.buffer.byteLength + this.texts.byteLength + this.distances.byteLength;
  }

  /** Forgets the rows from number `row` on. */
  truncate(row: number): void {
    this.rows = Math.min(this.rows, row);
  }

  append({ texts, bits }: BitBlock): void {
    this.reserve(this.rows + texts.length);
    const width = Math.ceil(this.dimensions / 8);
    const target = new Uint8Array(this.memory.buffer);
    for (let row = 0; row < texts.length; row++) {
      target.set(bits.subarray(row * width, (row + 1) * width), PAGE + (this.rows + row) * this.stride);
    }
    this.texts.set(texts, this.rows);
    this.rows += texts.length;
  }

  /**
   * The `limit` texts of those that `allowed` lets pass (null: all) whose bits lie nearest to `vector`, best first. Of `COARSER` times
   * as many with the fewest different bits, those with the highest sum of the query's floats, each with the sign of
   * the text's bit: that keeps how sure the query is of each dimension.
   */
  nearest(vector: Float32Array, limit: number, allowed: ((text: number) => boolean) | null): Estimate[] {
    const cut = this.measure(vector, limit * COARSER, allowed);
    const sums = signSums(vector);
    const bits = new Uint8Array(this.memory.buffer);
    const width = Math.ceil(this.dimensions / 8);
    const best = new TopList(Math.min(limit, this.rows));
    for (let row = 0; row < this.rows; row++) {
      if ((this.distances[row] ?? 0) > cut) continue;
      const text = this.texts[row] ?? 0;
      if (allowed?.(text) === false) continue;
      let sum = 0;
      const from = PAGE + row * this.stride;
      for (let byte = 0; byte < width; byte++) sum += sums[(byte << 8) | (bits[from + byte] ?? 0)] ?? 0;
      best.add(text, sum);
    }
    return best.sorted();
  }

  /** Fills `distances` and says below which distance `wanted` rows lie. */
  private measure(vector: Float32Array, wanted: number, allowed: ((text: number) => boolean) | null): number {
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.fill(0, 0, this.stride);
    bytes.set(signBits(vector), 0);
    const out = 1_024;
    const counts = new Uint32Array(this.stride * 8 + 1);
    for (let row = 0; row < this.rows; row += SLICE) {
      const rows = Math.min(SLICE, this.rows - row);
      this.scan(PAGE + row * this.stride, PAGE + (row + rows) * this.stride, 0, out);
      this.distances.set(new Uint16Array(this.memory.buffer, out, rows), row);
    }
    for (let row = 0; row < this.rows; row++) {
      if (allowed?.(this.texts[row] ?? 0) === false) continue;
      const distance = this.distances[row] ?? 0;
      counts[distance] = (counts[distance] ?? 0) + 1;
    }
    let sum = 0;
    let cut = 0;
    while (cut < counts.length && sum + (counts[cut] ?? 0) < wanted) {
      sum += counts[cut] ?? 0;
      cut += 1;
    }
    return cut;
  }

  private reserve(rows: number): void {
    const needed = PAGE + rows * this.stride;
    const has = this.memory.buffer.byteLength;
    if (needed > has) this.memory.grow(Math.ceil((Math.max(needed, has * 1.25) - has) / PAGE));
    if (rows <= this.texts.length) return;
    const capacity = Math.max(rows, Math.ceil(this.texts.length * 1.25));
    const texts = new Int32Array(capacity);
    texts.set(this.texts.subarray(0, this.rows));
    this.texts = texts;
    this.distances = new Uint16Array(capacity);
  }
}

/** For each byte of a row and each value that it can have, the sum of the query's floats with the bits' signs. */
function signSums(vector: Float32Array): Float32Array {
  const bytes = Math.ceil(vector.length / 8);
  const sums = new Float32Array(bytes << 8);
  for (let byte = 0; byte < bytes; byte++) {
    const base = byte << 8;
    let none = 0;
    for (let bit = 0; bit < 8; bit++) none -= vector[byte * 8 + bit] ?? 0;
    sums[base] = none;
    for (let value = 1; value < 256; value++) {
      const lowest = value & -value;
      const dimension = byte * 8 + Math.log2(lowest);
      sums[base + value] = (sums[base + value - lowest] ?? 0) + 2 * (vector[dimension] ?? 0);
    }
  }
  return sums;
}
