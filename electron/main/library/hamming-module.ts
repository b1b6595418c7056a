/**
 * A WebAssembly module of one function: how many bits of each row differ from those of the query. WebAssembly has
 * 128-bit XOR and popcount, which JavaScript hasn't: 1,000,000 rows of 384 bits take 7 ms instead of 39.
 *
 * In its text format, unrolled over the 16-byte parts of a row:
 *
 *     (func (export "scan") (param $row i32) (param $end i32) (param $query i32) (param $out i32)
 *       (local $sum v128)
 *       (block (loop
 *         (br_if 1 (i32.ge_u (local.get $row) (local.get $end)))
 *         (local.set $sum (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u
 *           (i8x16.add (i8x16.popcnt (v128.xor (v128.load $row + 16 i) (v128.load $query + 16 i))) ...))))
 *         (i32.store16 (local.get $out) (i32.add lane 0, lane 1, lane 2, lane 3 of $sum))
 *         (local.set $row (i32.add (local.get $row) ROW_BYTES)) (local.set $out (i32.add (local.get $out) 2))
 *         (br 0))))
 *
 * Encoding: https://webassembly.github.io/spec/core/binary/
 */

/** Writes the distance of each row in `[row, end)` to `query`, as 16-bit numbers from `out` on. Byte addresses. */
export type HammingScan = (row: number, end: number, query: number, out: number) => void;

/** Bytes of a row that holds `dimensions` bits: a multiple of 16. */
export function rowBytes(dimensions: number): number {
  return Math.ceil(dimensions / 128) * 16;
}

/** Makes the function for rows of so many `bytes`, a multiple of 16 up to 496, in `memory`. */
export function createHammingScan(memory: WebAssembly.Memory, bytes: number): HammingScan {
  // A lane of 8 bits holds the sum of 31 popcounts.
  if (bytes % 16 !== 0 || bytes > 31 * 16) throw new Error(`Rows of ${bytes} bytes can't be compared.`);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(bytes)), { host: { memory } });
  return instance.exports.scan as HammingScan;
}

const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;
const [ROW, END, QUERY, OUT, SUM] = [0, 1, 2, 3, 4];

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, ...signedLeb(value)];
const simd = (instruction: number): number[] => [0xfd, ...leb(instruction)];
const load128 = (offset: number): number[] => [...simd(0x00), 4, ...leb(offset)];
const lane32 = (lane: number): number[] => [...simd(0x1b), lane];
const XOR = simd(0x51);
const POPCOUNT = simd(0x62);
const ADD_BYTES = simd(0x6e);
const BYTES_TO_16 = simd(0x7d);
const PAIRS_TO_32 = simd(0x7f);
const ADD = [0x6a];
const STORE_16 = [0x3b, 1, 0];

function moduleBytes(bytes: number): Uint8Array<ArrayBuffer> {
  const sum: number[] = [];
  for (let offset = 0; offset < bytes; offset += 16) {
    sum.push(...get(ROW), ...load128(offset), ...get(QUERY), ...load128(offset), ...XOR, ...POPCOUNT);
    if (offset > 0) sum.push(...ADD_BYTES);
  }
  const lanes = [0, 1, 2, 3].flatMap((lane) => [...get(SUM), ...lane32(lane), ...(lane > 0 ? ADD : [])]);
  const body = [
    ...[0x02, EMPTY_BLOCK, 0x03, EMPTY_BLOCK],
    ...[...get(ROW), ...get(END), 0x4f, 0x0d, 1],
    ...[...sum, ...BYTES_TO_16, ...PAIRS_TO_32, ...set(SUM)],
    ...[...get(OUT), ...lanes, ...STORE_16],
    ...[...get(ROW), ...constant(bytes), ...ADD, ...set(ROW)],
    ...[...get(OUT), ...constant(2), ...ADD, ...set(OUT)],
    ...[0x0c, 0, 0x0b, 0x0b, 0x0b],
  ];
  const code = [1, 1, V128, ...body];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 4, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('scan'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
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
