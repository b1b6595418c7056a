/**
 * Finds in a query what stands in quotes: words that are to be found side by side.
 */
import { queryWords } from './word-query.ts';

/** Straight and curly quotes, and those of French and German. What isn't closed yet is still being typed. */
const QUOTED = /"([^"]+)"|[“„]([^“”„]+)[”“]|«([^«»]+)»/g;

/** With more of them, or on several lines, it is pasted code or a log: quotes have another meaning there. */
const MOST_PHRASES = 3;

/** The phrases in quotes, as they were typed, that have a word; each once. */
export function quotedPhrases(query: string): string[] {
  if (query.trim().includes('\n')) return [];
  const phrases = Array.from(query.matchAll(QUOTED), ([, straight, curly, angled]) =>
    (straight ?? curly ?? angled ?? '').trim(),
  );
  const telling = [...new Set(phrases.filter((phrase) => queryWords(phrase).length > 0))];
  return telling.length > MOST_PHRASES ? [] : telling;
}
