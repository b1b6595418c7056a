/**
 * Two bits a dimension of every vector of an index, packed into blocks: a table of its own, so that what search scans
 * is read in a few large rows. Derived from the vectors, in the same transaction, and made again where it's missing.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { query } from './statements.ts';
import { unpackVector } from './vector-codec.ts';

/** Vectors a block. The last block is written anew for each batch of vectors: larger ones cost more of that. */
const BLOCK_ROWS = 256;

/**
 * A block: `bits` holds the signs of a vector, one row of `dimensions / 8` bytes, rounded up, for each of `texts`. Some
 * may have gone. `large` holds as many rows that say which numbers are large, or nothing: then a Recollect wrote it that
 * didn't know of them, and the signs have to do until the block is made anew.
 */
export interface BitBlock {
  readonly block: number;
  readonly texts: Int32Array;
  readonly bits: Uint8Array;
  readonly large: Uint8Array;
}

const blockRow = z
  .object({
    block: z.int(),
    texts: z.instanceof(Uint8Array),
    bits: z.instanceof(Uint8Array),
    large: z.instanceof(Uint8Array),
  })
  .transform(({ block, texts, bits, large }): BitBlock => ({
    block,
    texts: new Int32Array(texts.slice().buffer),
    bits,
    large,
  }));

/** The bits of one index. */
export class BitBlocks {
  private readonly database: DatabaseSync;
  private readonly index: number;
  private readonly table: string;
  private readonly vectors: string;

  constructor(database: DatabaseSync, index: number) {
    this.database = database;
    this.index = index;
    this.table = `bit_blocks_${index}`;
    this.vectors = `vectors_${index}`;
  }

  /** Whether there is a table: a library that an older Recollect wrote has none until it is opened for writing. */
  get exists(): boolean {
    const found = this.database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(this.table);
    return found !== undefined;
  }

  /** Whether every block says which numbers are large. */
  get complete(): boolean {
    if (!this.knowsLarge) return false;
    const found = this.database
      .prepare(`SELECT 1 FROM ${this.table} WHERE length(large) <> length(bits) LIMIT 1`)
      .get();
    return found === undefined;
  }

  private get knowsLarge(): boolean {
    const found = this.database
      .prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = 'large'")
      .get(this.table);
    return found !== undefined;
  }

  /** Makes the table from the vectors, or makes it anew without those that have gone. In the caller's transaction. */
  build(): void {
    this.database.exec(`
      DROP TABLE IF EXISTS ${this.table};
      CREATE TABLE ${this.table} (
        block INTEGER PRIMARY KEY, texts BLOB NOT NULL, bits BLOB NOT NULL, large BLOB NOT NULL DEFAULT x''
      ) STRICT;
      UPDATE indexes SET gone = 0, packed = packed + 1 WHERE id = ${this.index};
    `);
    const { dimensions } = this.state();
    const row = z.object({ text_id: z.number(), embedding: z.instanceof(Uint8Array) });
    const after = query(
      this.database,
      `SELECT text_id, embedding FROM ${this.vectors} WHERE text_id > ? ORDER BY text_id LIMIT ${BLOCK_ROWS * 16}`,
      row,
    );
    for (let rows = after.all(-1); rows.length > 0; rows = after.all(rows.at(-1)?.text_id ?? 0)) {
      this.append(
        rows.map(({ text_id, embedding }) => ({
          id: text_id,
          vector: unpackVector(embedding, dimensions),
        })),
      );
    }
  }

  /** Adds vectors behind the others. In the caller's transaction. */
  append(added: readonly { readonly id: number; readonly vector: Float32Array }[]): void {
    const newest = query(
      this.database,
      `SELECT block, texts, bits, large FROM ${this.table} ORDER BY block DESC LIMIT 1`,
      blockRow,
    ).one();
    // One that doesn't say which numbers are large stays as it is.
    const last = newest?.large.length === newest?.bits.length ? newest : undefined;
    const write = this.database.prepare(
      `INSERT OR REPLACE INTO ${this.table} (block, texts, bits, large) VALUES (?, ?, ?, ?)`,
    );
    let block = last?.block ?? (newest ? newest.block + 1 : 0);
    let texts = Array.from(last?.texts ?? []);
    let bits = last ? [last.bits] : [];
    let large = last ? [last.large] : [];
    const close = (): void => {
      if (texts.length === 0) return;
      const ids = new Uint8Array(Int32Array.from(texts).buffer);
      write.run(block, ids, Buffer.concat(bits), Buffer.concat(large));
      block += 1;
      texts = [];
      bits = [];
      large = [];
    };
    for (const { id, vector } of added) {
      if (texts.length === BLOCK_ROWS) close();
      texts.push(id);
      bits.push(signBits(vector));
      large.push(largeBits(vector));
    }
    close();
  }

  /** How often the blocks were made anew, how many of their vectors have gone since, and how long a vector is. */
  state(): { readonly packed: number; readonly gone: number; readonly dimensions: number } {
    const row = query(
      this.database,
      'SELECT packed, gone, dimensions FROM indexes WHERE id = ?',
      z.object({ packed: z.int(), gone: z.int(), dimensions: z.int() }),
    ).one(this.index);
    return row ?? { packed: 0, gone: 0, dimensions: 0 };
  }

  /** The blocks from number `from` on: those before it don't change any more. */
  from(from: number): BitBlock[] {
    return query(
      this.database,
      `SELECT block, texts, bits, ${this.knowsLarge ? 'large' : "x'' AS large"} FROM ${this.table}
        WHERE block >= ? ORDER BY block`,
      blockRow,
    ).all(from);
  }

  /** Vectors that the blocks hold, those that have gone included. */
  count(): number {
    const row = query(
      this.database,
      `SELECT coalesce(sum(length(texts)), 0) / 4 AS count FROM ${this.table}`,
      z.object({ count: z.int() }),
    ).one();
    return row?.count ?? 0;
  }
}

/** One bit a dimension, set where the float is positive; the first dimension is the lowest bit of the first byte. */
export function signBits(vector: Float32Array): Uint8Array {
  return bitsWhere(vector, (value) => value > 0);
}

/**
 * One bit a dimension, set where the float is farther from 0 than the root of the mean square, as a third of those of a
 * normal distribution are. That is where the best two levels part (0.98, by J. Max, "Quantizing for minimum distortion").
 */
export function largeBits(vector: Float32Array): Uint8Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const limit = Math.sqrt(squares / vector.length);
  return bitsWhere(vector, (value) => Math.abs(value) > limit);
}

function bitsWhere(vector: Float32Array, holds: (value: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(vector.length / 8));
  for (let index = 0; index < vector.length; index++) {
    if (holds(vector[index] ?? 0)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bits;
}
