/**
 * Cuts the telling part out of a text.
 */
import { matchedPlaces } from './matched-places.ts';

/** The longest snippet, in UTF-16 units. */
const LENGTH = 240;

/** About `LENGTH` characters of `text` on one line, without Markdown's marks, around where most of `words` stand. */
export function snippetOf(text: string, words: readonly string[]): string {
  const line = withoutMarkup(text).replace(/\s+/g, ' ').trim();
  if (line.length <= LENGTH) return line;
  const places = matchedPlaces(line, words).filter((_, index) => index % 2 === 0);
  let start = 0;
  let most = 0;
  for (const place of places) {
    const from = Math.max(0, place - 40);
    const count = places.filter((other) => other >= from && other < from + LENGTH).length;
    if (count > most) [start, most] = [from, count];
  }
  const from = start === 0 ? 0 : line.indexOf(' ', start) + 1;
  const space = line.lastIndexOf(' ', from + LENGTH);
  const to = from + LENGTH >= line.length ? line.length : space > from ? space : from + LENGTH;
  return `${from > 0 ? '… ' : ''}${line.slice(from, to).toWellFormed()}${to < line.length ? ' …' : ''}`;
}

/** Lines of a fence with its language, marks of headings, marks of inline code. */
const MARKS = /^[ \t]*(?:`{3,}|~{3,}).*$|^[ \t]*#{1,6}(?=[ \t])|`/gm;

/** Bold words, told from powers and from arguments of Python: `2**10`, `**rest`. */
const BOLD = /(?<![\w*])\*\*(?=\S)([^*\n]+)(?<=\S)\*\*(?![\w*])/g;

/** The words without what Markdown lays them out with, which means nothing on one line. */
function withoutMarkup(text: string): string {
  return text.replace(MARKS, '').replace(BOLD, '$1');
}
