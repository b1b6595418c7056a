/**
 * Pieces as the library stores them: a JSON array of numbers, end and tokens by turns, as they travel.
 */
import { z } from 'zod';
import type { Piece } from '../../shared/conversation.ts';

const numbers = z.array(z.int());

/** The pieces of a column. */
export function decodePieces(column: string): Piece[] {
  const flat = numbers.parse(JSON.parse(column));
  const pieces: Piece[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pieces.push({ end: flat[index] ?? 0, tokens: flat[index + 1] ?? 0 });
  }
  return pieces;
}
