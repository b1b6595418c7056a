/**
 * The bits of an index in memory: finds the vectors that are probably nearest, for the floats to decide.
 * 52 bytes a vector of 384 dimensions.
 */
import {
  createHammingScan,
  createWeightedScan,
  rowBytes,
  WEIGHT_PLANES,
  type HammingScan,
  type WeightedScan,
} from './hamming-module.ts';
import { signBits, type BitBlock } from './bit-blocks.ts';

const PAGE = 65_536;
/** Rows a call: WebAssembly code is made fast between calls only. */
const SLICE = 8_192;
/** Rows that are weighed in a call. */
const WEIGHED = 4_096;
/** The first page: the query with the planes of its weights (3.5 KB at most), distances, addresses of rows, sums. */
const [QUERY, DISTANCES, ADDRESSES, SUMS] = [0, 4_096, 20_480, 36_864];
/** How many candidates whole distances give, for each one that is asked for. */
const COARSER = 8;

/** One row of bits for each vector. */
export class BitMatrix {
  private readonly dimensions: number;
  private readonly stride: number;
  private readonly memory: WebAssembly.Memory;
  private readonly scan: HammingScan;
  private readonly weigh: WeightedScan;
  private texts = new Int32Array(1_024);
  private distances = new Uint16Array(1_024);
  private rows = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.stride = rowBytes(dimensions);
    // The rows are behind the first page.
    this.memory = new WebAssembly.Memory({ initial: 2 });
    this.scan = createHammingScan(this.memory, this.stride);
    this.weigh = createWeightedScan(this.memory, this.stride);
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
   * The `limit` texts of those that `allowed` lets pass (null: all) whose bits lie nearest to `vector`, in no order; a few
   * more where several lie equally far. Of `COARSER` times as many with the fewest different bits, those whose different
   * bits weigh the least: that keeps how sure the query is of each dimension.
   */
  nearest(vector: Float32Array, limit: number, allowed: ((text: number) => boolean) | null): number[] {
    this.writeQuery(vector);
    const rows = this.rowsWithin(this.measure(limit * COARSER, allowed), allowed);
    const sums = this.weighAll(rows);
    const counts = new Uint32Array(this.stride * 8 * ((1 << WEIGHT_PLANES) - 1) + 1);
    for (const sum of sums) counts[sum] = (counts[sum] ?? 0) + 1;
    const cut = cutOf(counts, limit);
    const nearest: number[] = [];
    for (let at = 0; at < rows.length; at++) {
      if ((sums[at] ?? 0) <= cut) nearest.push(this.texts[rows[at] ?? 0] ?? 0);
    }
    return nearest;
  }

  /** The numbers of the rows that lie at `cut` or nearer. */
  private rowsWithin(cut: number, allowed: ((text: number) => boolean) | null): Int32Array {
    const { distances, rows, texts } = this;
    let found = new Int32Array(WEIGHED);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      if ((distances[row] ?? 0) > cut) continue;
      if (allowed?.(texts[row] ?? 0) === false) continue;
      if (count === found.length) {
        const longer = new Int32Array(count * 2);
        longer.set(found);
        found = longer;
      }
      found[count++] = row;
    }
    return found.subarray(0, count);
  }

  /** What the differing bits of each of these rows weigh. */
  private weighAll(rows: Int32Array): Int32Array {
    const sums = new Int32Array(rows.length);
    for (let from = 0; from < rows.length; from += WEIGHED) {
      const some = rows.subarray(from, from + WEIGHED);
      const addresses = new Int32Array(this.memory.buffer, ADDRESSES, some.length);
      for (let at = 0; at < some.length; at++) addresses[at] = PAGE + (some[at] ?? 0) * this.stride;
      this.weigh(ADDRESSES, ADDRESSES + some.length * 4, QUERY, SUMS);
      sums.set(new Int32Array(this.memory.buffer, SUMS, some.length), from);
    }
    return sums;
  }

  /** Writes the bits of the query, and how much each weighs, in steps of the largest weight. */
  private writeQuery(vector: Float32Array): void {
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.fill(0, QUERY, QUERY + this.stride * (WEIGHT_PLANES + 1));
    bytes.set(signBits(vector), QUERY);
    const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const steps = (1 << WEIGHT_PLANES) - 1;
    for (const [dimension, value] of vector.entries()) {
      const weight = Math.round((Math.abs(value) / largest) * steps);
      for (let plane = 0; plane < WEIGHT_PLANES; plane++) {
        const at = QUERY + this.stride * (plane + 1) + (dimension >> 3);
        bytes[at] = (bytes[at] ?? 0) | (((weight >> plane) & 1) << (dimension & 7));
      }
    }
  }

  /** Fills `distances` and says below which distance `wanted` rows lie. */
  private measure(wanted: number, allowed: ((text: number) => boolean) | null): number {
    const counts = new Uint32Array(this.stride * 8 + 1);
    for (let from = 0; from < this.rows; from += SLICE) {
      const rows = Math.min(SLICE, this.rows - from);
      this.scan(PAGE + from * this.stride, PAGE + (from + rows) * this.stride, QUERY, DISTANCES);
      const distances = new Uint16Array(this.memory.buffer, DISTANCES, rows);
      this.distances.set(distances, from);
      for (let at = 0; at < rows; at++) {
        if (allowed?.(this.texts[from + at] ?? 0) === false) continue;
        const distance = distances[at] ?? 0;
        counts[distance] = (counts[distance] ?? 0) + 1;
      }
    }
    return cutOf(counts, wanted);
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

/** The lowest value up to which there are `wanted`; `counts` says how many have each value. */
function cutOf(counts: Uint32Array, wanted: number): number {
  let sum = 0;
  let cut = 0;
  while (cut < counts.length && sum + (counts[cut] ?? 0) < wanted) {
    sum += counts[cut] ?? 0;
    cut += 1;
  }
  return cut;
}
