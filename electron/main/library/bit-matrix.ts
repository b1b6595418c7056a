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
import { TopList } from './top-list.ts';

const PAGE = 65_536;
/** Rows a call: WebAssembly code is made fast between calls only. */
const SLICE = 8_192;
/** Rows that are weighed in a call. */
const WEIGHED = 4_096;
/** The first page: the query with the planes of its weights (3.5 KB at most), distances, addresses of rows, sums. */
const [QUERY, DISTANCES, ADDRESSES, SUMS] = [0, 4_096, 20_480, 36_864];
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
   * The `limit` texts of those that `allowed` lets pass (null: all) whose bits lie nearest to `vector`, best first. Of
   * `COARSER` times as many with the fewest different bits, those whose different bits weigh the least: that keeps how
   * sure the query is of each dimension.
   */
  nearest(vector: Float32Array, limit: number, allowed: ((text: number) => boolean) | null): Estimate[] {
    this.writeQuery(vector);
    const cut = this.measure(limit * COARSER, allowed);
    const best = new TopList(Math.min(limit, this.rows));
    const candidates = new Int32Array(WEIGHED);
    let count = 0;
    for (let row = 0; row < this.rows; row++) {
      if ((this.distances[row] ?? 0) > cut) continue;
      if (allowed?.(this.texts[row] ?? 0) === false) continue;
      candidates[count++] = row;
      if (count < WEIGHED) continue;
      this.addWeighed(candidates, best);
      count = 0;
    }
    this.addWeighed(candidates.subarray(0, count), best);
    return best.sorted();
  }

  private addWeighed(rows: Int32Array, best: TopList): void {
    const addresses = new Int32Array(this.memory.buffer, ADDRESSES, rows.length);
    for (let at = 0; at < rows.length; at++) addresses[at] = PAGE + (rows[at] ?? 0) * this.stride;
    this.weigh(ADDRESSES, ADDRESSES + rows.length * 4, QUERY, SUMS);
    const sums = new Int32Array(this.memory.buffer, SUMS, rows.length);
    for (let at = 0; at < rows.length; at++) best.add(this.texts[rows[at] ?? 0] ?? 0, -(sums[at] ?? 0));
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
    for (let row = 0; row < this.rows; row += SLICE) {
      const rows = Math.min(SLICE, this.rows - row);
      this.scan(PAGE + row * this.stride, PAGE + (row + rows) * this.stride, QUERY, DISTANCES);
      this.distances.set(new Uint16Array(this.memory.buffer, DISTANCES, rows), row);
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
