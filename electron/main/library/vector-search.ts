/**
 * Finds the texts nearest in meaning: by the bits in memory first, then by the vectors of the best, from the library.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BitBlocks } from './bit-blocks.ts';
import { BitMatrix, type Wanted } from './bit-matrix.ts';
import { productWith, unpackVector } from './vector-codec.ts';
import type { ScoredText } from './word-search.ts';

/** The vectors of one index. */
export class VectorSearch {
  private readonly blocks: BitBlocks;
  private readonly vectors: StatementSync;
  private matrix: BitMatrix | undefined;
  private packed = 0;
  /** The last block, which may still grow, and the rows before it. */
  private lastBlock = 0;
  private closedRows = 0;

  constructor(database: DatabaseSync, index: number) {
    this.blocks = new BitBlocks(database, index);
    this.vectors = database.prepare(
      `SELECT text_id, embedding FROM vectors_${index} WHERE text_id IN (SELECT value FROM json_each(?))`,
    );
    this.vectors.setReturnArrays(true);
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.matrix?.bytes ?? 0;
  }

  get count(): number {
    return this.matrix?.count ?? 0;
  }

  /** Brings the bits up to date with the library. */
  refresh(): void {
    if (!this.blocks.exists) return;
    const { packed, dimensions } = this.blocks.state();
    if (this.matrix === undefined || packed !== this.packed) {
      this.matrix = new BitMatrix(dimensions);
      this.packed = packed;
      this.lastBlock = 0;
      this.closedRows = 0;
    }
    this.matrix.truncate(this.closedRows);
    for (const block of this.blocks.from(this.lastBlock)) {
      this.closedRows = this.matrix.count;
      this.lastBlock = block.block;
      this.matrix.append(block);
    }
  }

  /** The sum of the vectors of texts, to be compared with others; undefined where none of them has one. */
  middle(texts: readonly number[]): Float32Array | undefined {
    const { dimensions } = this.blocks.state();
    let sum: Float32Array | undefined;
    for (const row of this.vectors.all(JSON.stringify(texts))) {
      if (!isVectorRow(row)) continue;
      const vector = unpackVector(row[1], dimensions);
      if (sum === undefined) sum = vector.slice();
      else for (const [at, value] of vector.entries()) sum[at] = (sum[at] ?? 0) + value;
    }
    return sum;
  }

  /**
   * Cosines with `vector`, best first, of the texts that their bits say are nearest, of those that `allowed` lets pass;
   * null: all.
   */
  search(vector: Float32Array, wanted: Wanted, allowed: ((text: number) => boolean) | null): ScoredText[] {
    if (!this.matrix) return [];
    return this.cosines(vector, this.matrix.nearest(vector, wanted, allowed));
  }

  /** Cosines of these texts, best first. Those without a vector are left out. */
  cosines(vector: Float32Array, texts: readonly number[]): ScoredText[] {
    if (!this.matrix) return [];
    const unit = unitVector(vector);
    return this.vectors
      .all(JSON.stringify(texts))
      .flatMap((row) => (isVectorRow(row) ? { textId: row[0], score: productWith(unit, row[1]) } : []))
      .sort((a, b) => b.score - a.score || a.textId - b.textId);
  }
}

/** Two thousand rows a search: a schema would take longer than the products. */
function isVectorRow(row: unknown): row is [number, Uint8Array] {
  return Array.isArray(row) && typeof row[0] === 'number' && row[1] instanceof Uint8Array;
}

function unitVector(vector: Float32Array): Float32Array {
  let norm = 0;
  for (const value of vector) norm += value * value;
  const length = Math.sqrt(norm) || 1;
  return vector.map((value) => value / length);
}
