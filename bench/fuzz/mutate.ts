/**
 * Damages a file in the ways that real files are damaged, and in some that only an attacker would think of. The same
 * seed gives the same damage.
 */
import type { Random } from '../corpus/random.ts';

/** A damaged file. */
export interface Mutation {
  readonly bytes: Buffer;
  /** Lines were lost, repeated or moved, but none was changed. */
  readonly keepsLines: boolean;
}

type Change = (bytes: Buffer, random: Random) => Buffer;

/** Pieces of JSON, Markdown and encodings gone wrong. */
const NOISE = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\n',
  '\r\n',
  '\0',
  '\ufeff',
  '//',
  '{}',
  '[]',
  'null',
  '1e999',
  '-0',
  '\\u0000',
  '\\ud800',
  '"__proto__":{"a":1},',
  '"type":"user",',
  '"type":"session_meta",',
  '"payload":null,',
  '"content":[null,{"text":5},[]],',
  '"timestamp":"9999999-99-99",',
  '"timestamp":1e308,',
  '"messages":[],',
  '{"$set":{"messages":[{"id":"x"}]}}\n',
  '{"$rewindTo":"x"}\n',
  '```',
  '#### ',
  '<environment_context>',
  '<!--',
  '{"type":"event_msg","payload":{"type":"thread_rolled_back","num_turns":4294967295}}\n',
].map((text) => Buffer.from(text));
const NOT_UTF8 = Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]);

/** Most bytes that a change adds: mostly few, sometimes more than a format is recognised by. */
const LONGEST = [16, 1_024, 64 * 1_024] as const;

const VALUE = /:(?:"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|true|false|null)/g;
const OTHER_VALUES = [
  'null',
  '5',
  '-1',
  '1e400',
  '""',
  '"\\u0000"',
  '[]',
  '{}',
  'true',
  '[[[]]]',
  '{"a":[1]}',
];

/** Changes of bytes, anywhere. */
const byteChanges: readonly Change[] = [
  function flip(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let left = random.integer(1, 8); left > 0; left -= 1) {
      copy[random.integer(0, copy.length - 1)] = random.integer(0, 255);
    }
    return copy;
  },
  function insertNoise(bytes, random) {
    const at = random.integer(0, bytes.length);
    const noise = random.chance(0.1) ? NOT_UTF8 : random.pick(NOISE);
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  function remove(bytes, random) {
    const [from, to] = range(bytes.length, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeat(bytes, random) {
    const [from, to] = range(bytes.length, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)]);
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random.integer(1, bytes.length));
  },
  function lengthen(bytes, random) {
    const at = random.integer(0, bytes.length);
    const filler = Buffer.alloc(
      random.integer(1, random.pick(LONGEST)),
      random.pick(['x', '[', '{"a":', '\\', ' ', '\n']),
    );
    return Buffer.concat([bytes.subarray(0, at), filler, bytes.subarray(at)]);
  },
  function replaceValue(bytes, random) {
    const text = bytes.toString('latin1');
    const values = [...text.matchAll(VALUE)];
    if (values.length === 0) return bytes;
    const value = random.pick(values);
    const other = random.pick(OTHER_VALUES);
    const end = value.index + value[0].length;
    return Buffer.from(`${text.slice(0, value.index)}:${other}${text.slice(end)}`, 'latin1');
  },
];

/** Changes of whole lines. */
const lineChanges: readonly Change[] = [
  (bytes, random) => changeLines(bytes, (lines) => void lines.splice(random.integer(0, lines.length - 1), 1)),
  (bytes, random) =>
    changeLines(bytes, (lines) => {
      const at = random.integer(0, lines.length - 1);
      lines.splice(at, 0, ...lines.slice(at, at + random.integer(1, 3)));
    }),
  (bytes, random) =>
    changeLines(bytes, (lines) => {
      const [line = ''] = lines.splice(random.integer(0, lines.length - 1), 1);
      lines.splice(random.integer(0, lines.length), 0, line);
    }),
  (bytes) => changeLines(bytes, (lines) => void lines.reverse()),
];

/** A damaged copy of a file. */
export function mutate(bytes: Buffer, random: Random): Mutation {
  const keepsLines = random.chance(0.25);
  const changes = keepsLines ? lineChanges : byteChanges;
  let changed = bytes;
  for (let left = random.integer(1, 4); left > 0; left -= 1) {
    if (changed.length > 0) changed = random.pick(changes)(changed, random);
  }
  return { bytes: changed, keepsLines };
}

function range(length: number, random: Random): [number, number] {
  const from = random.integer(0, length - 1);
  return [from, Math.min(length, from + random.integer(1, random.chance(0.5) ? 16 : 2_048))];
}

function changeLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  change(lines);
  return Buffer.from(lines.join('\n'), 'latin1');
}
