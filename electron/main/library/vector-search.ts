/**
 * Finds the texts nearest in meaning: by the bits in memory first, then by the floats of the best, from the library.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { BitBlocks } from './bit-blocks.ts';
import { BitMatrix } from './bit-matrix.ts';
import { query } from './statements.ts';
import type { ScoredText } from './word-search.ts';

const vectorRow = z.object({ text_id: z.number(), embedding: z.instanceof(Uint8Array) });

/** The vectors of one index. */
export class VectorSearch {
  private readonly blocks: BitBlocks;
  private readonly floats;
  private matrix: BitMatrix | undefined;
  private packed = 0;
  /** The last block, which may still grow, and the rows before it. */
  private lastBlock = 0;
  private closedRows = 0;

  constructor(database: DatabaseSync, index: number) {
    this.blocks = new BitBlocks(database, index);
    this.floats = query(
      database,
      `SELECT text_id, embedding FROM vectors_${index} WHERE text_id IN (SELECT value FROM json_each(?))`,
      vectorRow,
    );
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

  /**
   * Cosines with `vector`, best first: of the `limit` texts that their bits say are nearest, of those that `allowed`
   * lets pass, and of the texts `also`.
   */
  search(
    vector: Float32Array,
    limit: number,
    allowed: (text: number) => boolean,
    also: readonly number[],
  ): ScoredText[] {
    if (!this.matrix) return [];
    const ids = new Set(this.matrix.nearest(vector, limit, allowed).map(({ id }) => id));
    for (const id of also) ids.add(id);
    return this.floats
      .all(JSON.stringify([...ids]))
      .map((row) => ({ textId: row.text_id, score: cosine(vector, row.embedding) }))
      .sort((a, b) => b.score - a.score || a.textId - b.textId);
  }
}

/** Stored vectors have norm 1; the query's is divided by its own. */
function cosine(query: Float32Array, stored: Uint8Array): number {
  const aligned = stored.byteOffset % 4 === 0 ? stored : stored.slice();
  const vector = new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
  let product = 0;
  let norm = 0;
  for (let at = 0; at < query.length; at++) {
    const value = query[at] ?? 0;
    product += value * (vector[at] ?? 0);
    norm += value * value;
  }
  return product / (Math.sqrt(norm) || 1);
}
