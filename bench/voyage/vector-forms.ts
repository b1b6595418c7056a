/**
 * The forms of numbers that vectors can be asked for in: what each keeps of a vector, and the room that it takes.
 */
import { packVector, unpackVector } from '../../electron/main/library/vector-codec.ts';

/** Forms; `binary` is a bit a number. */
export const vectorForms = ['float', 'int8', 'binary'] as const;
export type BenchedForm = (typeof vectorForms)[number];

/** Numbers of the vectors whose bytes are told. */
const TOLD = 1_024;

/** The vector as a form gives it back, with norm 1: as the library stores it, or by the signs of its numbers. */
export function kept(vector: Float32Array, form: BenchedForm): Float32Array {
  if (form !== 'binary') return unpackVector(packVector(vector, form), vector.length);
  return vector.map((value) => (value > 0 ? 1 : -1) / Math.sqrt(vector.length));
}

/** Bytes of a stored vector of 1,024 numbers. */
export function storedBytes(form: BenchedForm): number {
  return form === 'binary' ? TOLD / 8 : packVector(new Float32Array(TOLD).fill(1), form).byteLength;
}

/** Bytes of 1,024 numbers in an answer as JSON, from those of a real vector. */
export function answerBytes(vector: Float32Array, form: BenchedForm): number {
  return Math.round((JSON.stringify(numbersOf(vector, form)).length / vector.length) * TOLD);
}

function numbersOf(vector: Float32Array, form: BenchedForm): number[] {
  if (form === 'float') return Array.from(vector, (value) => Number(value.toPrecision(8)));
  if (form === 'int8') return [...new Int8Array(packVector(vector, form).buffer, 0, vector.length)];
  // A byte of eight bits, each as likely as the others.
  return Array.from({ length: Math.ceil(vector.length / 8) }, (_, at) => ((at * 37) % 256) - 128);
}
