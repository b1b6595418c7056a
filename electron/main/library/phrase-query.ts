/**
 * Asks the full-text index for words side by side. Letters, digits and accents only get through: no input can mean
 * anything else to it.
 */
import { wordsOf } from '../../shared/words-of.ts';
import { askedParts } from './unspaced-words.ts';

/**
 * A phrase as an expression of FTS5; undefined where it has no word. Within letters that no spaces tell apart the index
 * knows pairs, which have no order.
 */
export function phraseQuery(phrase: string): string | undefined {
  const words = wordsOf(phrase);
  if (words.length === 0) return undefined;
  const parts = words.flatMap(askedParts);
  if (parts.length === 0) return `"${words.join(' ')}"`;
  return [...words.filter((word) => askedParts(word).length === 0), ...parts]
    .map((part) => `"${part}"`)
    .join(' AND ');
}
