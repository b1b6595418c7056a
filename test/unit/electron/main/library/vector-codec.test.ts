import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packVector, productWith, unpackVector } from '../../../../../electron/main/library/vector-codec.ts';

/** Vectors of norm 1, of one length. */
const vectors = (dimensions: number) =>
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: dimensions, maxLength: dimensions })
    .filter((values) => Math.hypot(...values) > 0.01)
    .map((values) => Float32Array.from(values, (value) => value / Math.hypot(...values)));

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

describe('a stored vector', () => {
  test('is exact as floats, wherever its bytes lie', () => {
    fc.assert(
      fc.property(vectors(8), fc.integer({ min: 0, max: 7 }), (vector, offset) => {
        const packed = packVector(vector, 'float');
        const moved = new Uint8Array(packed.length + offset);
        moved.set(packed, offset);
        expect([...unpackVector(moved.subarray(offset), 8)]).toEqual([...vector]);
      }),
    );
  });

  test('takes a quarter as int8, has norm 1, and points where it did', () => {
    expect(packVector(new Float32Array(1_024).fill(1 / 32), 'int8').length).toBe(1_028);
    fc.assert(
      fc.property(vectors(32), (vector) => {
        const back = unpackVector(packVector(vector, 'int8'), 32);
        expect(Math.hypot(...back)).toBeCloseTo(1, 5);
        expect(cosine(vector, back)).toBeGreaterThan(0.999);
      }),
    );
  });

  test('gives the same product in either form, packed or not', () => {
    fc.assert(
      fc.property(vectors(16), vectors(16), (query, vector) => {
        const exact = cosine(query, vector);
        expect(productWith(query, packVector(vector, 'float'))).toBeCloseTo(exact, 5);
        const short = packVector(vector, 'int8');
        expect(productWith(query, short)).toBeCloseTo(cosine(query, unpackVector(short, 16)), 5);
        expect(Math.abs(productWith(query, short) - exact)).toBeLessThan(0.05);
      }),
    );
  });

  test('of zeros stays one of zeros', () => {
    expect([...unpackVector(packVector(new Float32Array(4), 'int8'), 4)]).toEqual([0, 0, 0, 0]);
  });
});
