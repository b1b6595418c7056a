/**
 * How a vector is stored: its numbers as float32, or as one byte each, which takes a quarter of the room. A stored
 * vector says by its length which of these it is, so that an index may hold both. Pure.
 */

/** The numbers of a stored vector. */
export type VectorForm = 'float' | 'int8';

/** Behind the bytes of an int8 vector: what each has to be multiplied by, as float32, so that the vector has norm 1. */
const SCALE_BYTES = 4;
const MOST = 127;

/** A vector of norm 1 as it is stored. `int8` keeps each number to within 1/254 of the largest one. */
export function packVector(vector: Float32Array, form: VectorForm): Uint8Array {
  if (form === 'float') return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  let most = 0;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  const packed = new Uint8Array(vector.length + SCALE_BYTES);
  const numbers = new Int8Array(packed.buffer, 0, vector.length);
  let squares = 0;
  for (const [at, value] of vector.entries()) {
    const number = most === 0 ? 0 : Math.round((value / most) * MOST);
    numbers[at] = number;
    squares += number * number;
  }
  new DataView(packed.buffer).setFloat32(vector.length, squares === 0 ? 0 : 1 / Math.sqrt(squares), true);
  return packed;
}

/** The numbers of a stored vector of so many dimensions. May share memory with `stored`. */
export function unpackVector(stored: Uint8Array, dimensions: number): Float32Array {
  if (stored.byteLength !== dimensions + SCALE_BYTES) {
    const aligned = stored.byteOffset % 4 === 0 ? stored : stored.slice();
    return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
  }
  const scale = scaleOf(stored);
  return Float32Array.from(numbersOf(stored), (number) => number * scale);
}

/** The product of a vector with a stored one: their cosine where both have norm 1. */
export function productWith(vector: Float32Array, stored: Uint8Array): number {
  const short = stored.byteLength === vector.length + SCALE_BYTES;
  const numbers = short ? numbersOf(stored) : unpackVector(stored, vector.length);
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += (vector[at] ?? 0) * (numbers[at] ?? 0);
  return short ? sum * scaleOf(stored) : sum;
}

function numbersOf(stored: Uint8Array): Int8Array {
  return new Int8Array(stored.buffer, stored.byteOffset, stored.byteLength - SCALE_BYTES);
}

function scaleOf({ buffer, byteOffset, byteLength }: Uint8Array): number {
  return new DataView(buffer, byteOffset, byteLength).getFloat32(byteLength - SCALE_BYTES, true);
}
