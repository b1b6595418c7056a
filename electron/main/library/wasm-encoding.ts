/**
 * Writes WebAssembly modules of one function, in their binary format:
 * https://webassembly.github.io/spec/core/binary/
 */

const I32 = 0x7f;
const V128 = 0x7b;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, ...signedLeb(value)];
const simd = (instruction: number): number[] => [0xfd, ...leb(instruction)];

/** Instructions, each as its bytes. Offsets in bytes. */
export const wasm = {
  get,
  set,
  constant,
  /** Adds a constant to a local. */
  advance: (local: number, by: number): number[] => [...get(local), ...constant(by), 0x6a, ...set(local)],
  /** Repeats `body` until `local` has reached `end`. */
  until: (local: number, end: number, body: readonly number[]): number[] => [
    ...[0x02, 0x40, 0x03, 0x40],
    ...[...get(local), ...get(end), 0x4f, 0x0d, 1],
    ...body,
    ...[0x0c, 0, 0x0b, 0x0b],
  ],
  add: [0x6a],
  load32: [0x28, 2, 0],
  store32: [0x36, 2, 0],
  store16: [0x3b, 1, 0],
  load128: (offset: number): number[] => [...simd(0x00), 4, ...leb(offset)],
  and: simd(0x4e),
  xor: simd(0x51),
  popcount: simd(0x62),
  addBytes: simd(0x6e),
  bytesTo16: simd(0x7d),
  pairsTo32: simd(0x7f),
  shiftLeft32: simd(0xab),
  add32: simd(0xae),
  /** The sum of the four 32-bit lanes of a local. */
  sumLanes: (local: number): number[] =>
    [0, 1, 2, 3].flatMap((lane) => [...get(local), ...simd(0x1b), lane, ...(lane > 0 ? [0x6a] : [])]),
};

/** The kinds of a function's own locals, in this order behind its parameters. */
export interface Locals {
  readonly integers: number;
  readonly vectors: number;
}

/**
 * Makes a function of four 32-bit integers without a result. `memory` is what it reads and writes.
 */
export function wasmFunction(
  memory: WebAssembly.Memory,
  { integers, vectors }: Locals,
  body: readonly number[],
): (first: number, second: number, third: number, fourth: number) => void {
  const locals = [2, ...leb(integers), I32, ...leb(vectors), V128];
  const code = [...locals, ...body, 0x0b];
  const bytes = new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 4, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } });
  return instance.exports.run as (first: number, second: number, third: number, fourth: number) => void;
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Of a number that isn't negative: one more byte where its highest bit would be read as a sign. */
function signedLeb(value: number): number[] {
  const bytes = leb(value);
  const last = bytes.at(-1) ?? 0;
  return (last & 0x40) === 0 ? bytes : [...bytes.slice(0, -1), last | 0x80, 0];
}
