import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeBits, signBits } from '../../../../../electron/main/library/bit-blocks.ts';
import { BitMatrix } from '../../../../../electron/main/library/bit-matrix.ts';
import {
  createHammingScan,
  createMarkedDifferenceScan,
  createMarkedScan,
  createWeightedScan,
  rowBytes,
  WEIGHT_PLANES,
} from '../../../../../electron/main/library/hamming-module.ts';
import { TopList } from '../../../../../electron/main/library/top-list.ts';

const everything = (): boolean => true;

describe('comparing bits', () => {
  test.each([128, 384, 1_024, 3_072])('counts the bits of %i that differ in every row', (dimensions) => {
    const bytes = rowBytes(dimensions);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const scan = createHammingScan(memory, bytes);
    const view = new Uint8Array(memory.buffer);
    const rows = 5;
    const [query, out, first] = [0, 1_024, 2_048];
    for (let at = 0; at < bytes; at++) view[query + at] = (at * 89 + 7) & 255;
    for (let at = 0; at < rows * bytes; at++) view[first + at] = (at * 151 + (at >> 3)) & 255;
    scan(first, first + rows * bytes, query, out);
    const expected = Array.from({ length: rows }, (_, row) => {
      let differing = 0;
      for (let at = 0; at < bytes; at++) {
        const both = (view[query + at] ?? 0) ^ (view[first + row * bytes + at] ?? 0);
        differing += both.toString(2).replaceAll('0', '').length;
      }
      return differing;
    });
    expect(Array.from(new Uint16Array(memory.buffer, out, rows))).toEqual(expected);
  });
});

describe('weighing bits', () => {
  test.each([128, 384, 3_072])('sums up the weights of those of %i that differ', (dimensions) => {
    const bytes = rowBytes(dimensions);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const weigh = createWeightedScan(memory, bytes);
    const view = new Uint8Array(memory.buffer);
    const bit = (row: number, at: number): number => ((view[row + (at >> 3)] ?? 0) >> (at & 7)) & 1;
    const [query, list, out, first] = [0, 4_096, 5_120, 8_192];
    for (let at = 0; at < bytes * (WEIGHT_PLANES + 1); at++) view[query + at] = (at * 89 + (at >> 4)) & 255;
    for (let at = 0; at < 4 * bytes; at++) view[first + at] = (at * 151 + (at >> 3)) & 255;
    // Any rows, in any order.
    const rows = [2, 0, 3].map((row) => first + row * bytes);
    new Int32Array(memory.buffer, list, 3).set(rows);
    weigh(list, list + 12, query, out);
    const expected = rows.map((row) => {
      let sum = 0;
      for (let at = 0; at < dimensions; at++) {
        if (bit(row, at) === bit(query, at)) continue;
        for (let plane = 0; plane < WEIGHT_PLANES; plane++)
          sum += bit(query + bytes * (plane + 1), at) << plane;
      }
      return sum;
    });
    expect(Array.from(new Int32Array(memory.buffer, out, 3))).toEqual(expected);
  });
});

describe('weighing bits that a second row marks', () => {
  test.each([128, 384, 3_072])('sums up the weights of %i, and of those that differ too', (dimensions) => {
    const bytes = rowBytes(dimensions);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const behind = 3 * bytes;
    const scans = [
      createMarkedScan(memory, bytes, behind),
      createMarkedDifferenceScan(memory, bytes, behind),
    ];
    const view = new Uint8Array(memory.buffer);
    const bit = (row: number, at: number): number => ((view[row + (at >> 3)] ?? 0) >> (at & 7)) & 1;
    const [query, list, out, first] = [0, 4_096, 5_120, 8_192];
    for (let at = 0; at < bytes * (WEIGHT_PLANES + 1); at++) view[query + at] = (at * 89 + (at >> 4)) & 255;
    for (let at = 0; at < 6 * bytes; at++) view[first + at] = (at * 151 + (at >> 3)) & 255;
    const rows = [2, 0].map((row) => first + row * bytes);
    new Int32Array(memory.buffer, list, 2).set(rows);
    for (const [differing, scan] of scans.entries()) {
      scan(list, list + 8, query, out);
      const expected = rows.map((row) => {
        let sum = 0;
        for (let at = 0; at < dimensions; at++) {
          if (bit(row + behind, at) === 0) continue;
          if (differing === 1 && bit(row, at) === bit(query, at)) continue;
          for (let plane = 0; plane < WEIGHT_PLANES; plane++)
            sum += bit(query + bytes * (plane + 1), at) << plane;
        }
        return sum;
      });
      expect(Array.from(new Int32Array(memory.buffer, out, 2))).toEqual(expected);
    }
  });
});

describe('the bits of an index in memory', () => {
  const vectors = Array.from({ length: 3_000 }, (_, row) =>
    Float32Array.from({ length: 384 }, (_, at) => Math.sin(row * 12.9898 + at * 78.233 + row * at)),
  );
  const cosine = (one: Float32Array, other: Float32Array): number => {
    const product = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
  };
  const matrix = (of: readonly Float32Array[] = vectors, withLarge = true): BitMatrix => {
    const made = new BitMatrix(384);
    for (let row = 0; row < of.length; row += 256) {
      const some = of.slice(row, row + 256);
      made.append({
        block: row / 256,
        texts: Int32Array.from(some, (_, at) => row + at + 1),
        bits: Buffer.concat(some.map(signBits)),
        large: withLarge ? Buffer.concat(some.map(largeBits)) : new Uint8Array(),
      });
    }
    return made;
  };

  test('finds a vector by itself, and what is near it', () => {
    const bits = matrix();
    for (const row of [0, 255, 256, 2_999]) {
      const vector = vectors[row] ?? new Float32Array(384);
      const near = vector.map((value, at) => (at % 10 === 0 ? -value : value));
      expect(bits.nearest(near, { limit: 1, weighed: 1 }, everything)).toEqual([row + 1]);
    }
  });

  test('leaves out what is not allowed, and what was cut off', () => {
    const bits = matrix();
    const vector = vectors[2_999] ?? new Float32Array(384);
    expect(bits.nearest(vector, { limit: 3, weighed: 3 }, (text) => text !== 3_000)).not.toContain(3_000);
    bits.truncate(2_999);
    expect(bits.nearest(vector, { limit: 3_000, weighed: 3_000 }, everything)).not.toContain(3_000);
    expect(bits.nearest(vector, { limit: 3_000, weighed: 3_000 }, everything)).toHaveLength(2_999);
  });

  test('chooses of those with the same signs the one whose large numbers are where the query has its own', () => {
    const largeAt = (places: (at: number) => boolean): Float32Array =>
      Float32Array.from({ length: 384 }, (_, at) => (at % 2 === 0 ? 1 : -1) * (places(at) ? 3 : 0.5));
    const alike = [0, 1, 2, 3, 4].map((rest) => largeAt((at) => at % 5 === rest));
    const query = largeAt((at) => at % 5 === 3);
    expect(matrix(alike).nearest(query, { limit: 1, weighed: 5 }, everything)).toEqual([4]);
  });

  test('finds in more rows than are scanned at once what is nearest by all numbers', () => {
    const many = [...vectors, ...vectors.map((vector) => vector.map((value) => -value)), ...vectors];
    const bits = matrix(many);
    const query = vectors[17] ?? new Float32Array(384);
    const nearest = bits.nearest(query, { limit: 50, weighed: 500 }, everything);
    expect(nearest).toContain(18);
    expect(nearest).toContain(6_018);
    const worst = nearest.map((text) => cosine(query, many[text - 1] ?? query));
    const middle = many.map((vector) => cosine(query, vector)).sort((a, b) => b - a)[900] ?? 1;
    expect(Math.min(...worst)).toBeGreaterThan(middle);
  });

  test('goes by the signs of what does not say which numbers are large', () => {
    const bits = matrix(vectors, false);
    const query = vectors[17] ?? new Float32Array(384);
    expect(bits.nearest(query, { limit: 1, weighed: 100 }, everything)).toEqual([18]);
  });

  test('has nothing to give before the first vector', () => {
    expect(new BitMatrix(384).nearest(new Float32Array(384), { limit: 10, weighed: 10 }, everything)).toEqual(
      [],
    );
  });
});

describe('a list of the best', () => {
  test('keeps what sorting would', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ id: fc.nat(1_000), score: fc.integer({ min: -5, max: 5 }) }), {
          selector: ({ id }) => id,
        }),
        fc.integer({ min: 0, max: 20 }),
        (all, limit) => {
          const list = new TopList(limit);
          for (const { id, score } of all) list.add(id, score);
          const expected = [...all].sort((a, b) => b.score - a.score || a.id - b.id).slice(0, limit);
          expect(list.sorted()).toEqual(expected);
        },
      ),
    );
  });
});
