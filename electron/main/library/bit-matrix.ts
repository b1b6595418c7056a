/**
 * The bits of an index in memory: finds the vectors that are probably nearest, for the floats to decide.
 * 102 bytes a vector of 384 dimensions.
 */
import {
  createHammingScan,
  createMarkedDifferenceScan,
  createMarkedScan,
  createWeightedScan,
  rowBytes,
  WEIGHT_PLANES,
  type HammingScan,
  type WeightedScan,
} from './hamming-module.ts';
import { signBits, type BitBlock } from './bit-blocks.ts';

const PAGE = 65_536;
/**
 * Rows a call: WebAssembly code is made fast between calls only. They lie together, their signs first and then what says
 * which numbers are large, so that a scan of the signs reads nothing else.
 */
const SLICE = 8_192;
/** Rows that are weighed in a call. */
const WEIGHED = 4_096;
/**
 * The first page: the query with the planes of its weights (3.5 KB at most), distances, addresses of rows, sums, and
 * planes that say 1 for every dimension.
 */
const [QUERY, DISTANCES, ADDRESSES, SUMS, ONES] = [0, 4_096, 20_480, 36_864, 53_248];
/** How many candidates whole distances give, for each one that is asked for. */
const COARSER = 6;
/**
 * How much more than others the large numbers of a vector count, for their difference from the small ones: of a normal
 * distribution, those are 1.51 on average and these 0.45.
 */
const LARGER = (1.51 - 0.45) / 0.45;

/** How many texts are wanted, and of how many by their signs they are chosen. */
export interface Wanted {
  readonly limit: number;
  readonly weighed: number;
}

/** Two rows of bits for each vector. */
export class BitMatrix {
  private readonly dimensions: number;
  private readonly stride: number;
  private readonly memory: WebAssembly.Memory;
  private readonly scan: HammingScan;
  private readonly weigh: WeightedScan;
  private readonly weighLarge: WeightedScan;
  private readonly weighLargeDifferences: WeightedScan;
  private texts = new Int32Array(1_024);
  private distances = new Uint16Array(1_024);
  private rows = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.stride = rowBytes(dimensions);
    // The rows are behind the first page.
    this.memory = new WebAssembly.Memory({ initial: 2 });
    this.scan = createHammingScan(this.memory, this.stride);
    new Uint8Array(this.memory.buffer).fill(255, ONES + this.stride, ONES + this.stride * 2);
    this.weigh = createWeightedScan(this.memory, this.stride);
    this.weighLarge = createMarkedScan(this.memory, this.stride, SLICE * this.stride);
    this.weighLargeDifferences = createMarkedDifferenceScan(this.memory, this.stride, SLICE * this.stride);
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

  append({ texts, bits, large }: BitBlock): void {
    this.reserve(this.rows + texts.length);
    const width = Math.ceil(this.dimensions / 8);
    const target = new Uint8Array(this.memory.buffer);
    for (let row = 0; row < texts.length; row++) {
      const at = this.address(this.rows + row);
      const behind = at + SLICE * this.stride;
      target.set(bits.subarray(row * width, (row + 1) * width), at);
      // Other rows may have been here before.
      target.fill(0, behind, behind + width);
      target.set(large.subarray(row * width, (row + 1) * width), behind);
    }
    this.texts.set(texts, this.rows);
    this.rows += texts.length;
  }

  /**
   * The `limit` texts of those that `allowed` lets pass (null: all) whose bits lie nearest to `vector`, in no order; a few
   * more where several lie equally far. Of `COARSER` times as many as are to be `weighed`, with the fewest different
   * signs, those whose different signs weigh the least: that keeps how sure the query is of each dimension. Of these, the
   * best when large numbers count more: that keeps some of how sure the text is.
   */
  nearest(
    vector: Float32Array,
    { limit, weighed }: Wanted,
    allowed: ((text: number) => boolean) | null,
  ): number[] {
    this.writeQuery(vector);
    const rows = this.rowsWithin(this.measure(weighed * COARSER, allowed), allowed);
    const sums = this.weighAll(rows, this.weigh, QUERY);
    const counts = new Uint32Array(this.stride * 8 * ((1 << WEIGHT_PLANES) - 1) + 1);
    for (const sum of sums) counts[sum] = (counts[sum] ?? 0) + 1;
    const cut = cutOf(counts, weighed);
    const near = rows.filter((_, at) => (sums[at] ?? 0) <= cut);
    const kept =
      near.length > limit
        ? this.nearestByLarge(
            vector,
            near,
            sums.filter((sum) => sum <= cut),
            limit,
          )
        : near;
    return Array.from(kept, (row) => this.texts[row] ?? 0);
  }

  /** The `limit` of these rows that are nearest when large numbers count more; `differing` are the sums of their signs. */
  private nearestByLarge(
    vector: Float32Array,
    rows: Int32Array,
    differing: Int32Array,
    limit: number,
  ): Int32Array {
    const all = weightsOf(vector).reduce((sum, weight) => sum + weight, 0);
    const counts = this.weighAll(rows, this.weighLarge, ONES);
    const large = this.weighAll(rows, this.weighLarge, QUERY);
    const largeDiffering = this.weighAll(rows, this.weighLargeDifferences, QUERY);
    // Minus the cosine of the query with what the bits say of a vector: 1 in each dimension, or 1 + LARGER.
    const far = Float64Array.from(differing, (sum, at) => {
      const product = all - 2 * sum + LARGER * ((large[at] ?? 0) - 2 * (largeDiffering[at] ?? 0));
      return -product / Math.sqrt(this.dimensions + (counts[at] ?? 0) * ((1 + LARGER) ** 2 - 1));
    });
    const cut = far.slice().sort()[limit - 1] ?? Infinity;
    return rows.filter((_, at) => (far[at] ?? 0) <= cut);
  }

  /** Where the signs of a row are. */
  private address(row: number): number {
    const slice = Math.floor(row / SLICE);
    return PAGE + (row + slice * SLICE) * this.stride;
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

  /** What the bits of each of these rows weigh, by the planes at `weights`. */
  private weighAll(rows: Int32Array, weigh: WeightedScan, weights: number): Int32Array {
    const sums = new Int32Array(rows.length);
    for (let from = 0; from < rows.length; from += WEIGHED) {
      const some = rows.subarray(from, from + WEIGHED);
      const addresses = new Int32Array(this.memory.buffer, ADDRESSES, some.length);
      for (let at = 0; at < some.length; at++) addresses[at] = this.address(some[at] ?? 0);
      weigh(ADDRESSES, ADDRESSES + some.length * 4, weights, SUMS);
      sums.set(new Int32Array(this.memory.buffer, SUMS, some.length), from);
    }
    return sums;
  }

  /** Writes the bits of the query, and how much each weighs, in steps of the largest weight. */
  private writeQuery(vector: Float32Array): void {
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.fill(0, QUERY, QUERY + this.stride * (WEIGHT_PLANES + 1));
    bytes.set(signBits(vector), QUERY);
    for (const [dimension, weight] of weightsOf(vector).entries()) {
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
      const first = this.address(from);
      this.scan(first, first + rows * this.stride, QUERY, DISTANCES);
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
    const needed = PAGE + Math.ceil(rows / SLICE) * SLICE * 2 * this.stride;
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

/** How much each dimension weighs: how large it is there, in whole steps of the largest. */
function weightsOf(vector: Float32Array): Uint8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const steps = (1 << WEIGHT_PLANES) - 1;
  return Uint8Array.from(vector, (value) => Math.round((Math.abs(value) / largest) * steps));
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
