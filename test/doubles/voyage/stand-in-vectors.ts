/**
 * Vectors of the stand-in: the same text has the same vector, and texts that share words are near each other. It is
 * no model of meaning.
 */
import { createHash } from 'node:crypto';

/** A vector of norm 1. */
export function standInVector(text: string, dimensions: number): number[] {
  const vector = new Float64Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    const digest = createHash('md5').update(word).digest();
    for (let at = 0; at + 4 <= digest.length; at += 4) {
      const value = digest.readUInt32LE(at);
      const place = value % dimensions;
      vector[place] = (vector[place] ?? 0) + (value >>> 31 === 1 ? -1 : 1);
    }
  }
  const norm = Math.hypot(...vector);
  if (norm === 0) vector[0] = 1;
  return Array.from(vector, (value) => Math.fround(value / (norm || 1)));
}

/** The tokens that the stand-in counts: a third more than words and signs, so that no estimate is right by itself. */
export function standInTokens(text: string): number {
  return Math.max(1, Math.ceil(((text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []).length * 4) / 3));
}
