/**
 * Cuts the telling part out of a text.
 */

/** The longest snippet, in UTF-16 units. */
const LENGTH = 240;

/** About `LENGTH` characters of `text` on one line, without Markdown's marks, around where most of `words` stand. */
export function snippetOf(text: string, words: readonly string[]): string {
  const line = withoutMarkup(text).replace(/\s+/g, ' ').trim();
  if (line.length <= LENGTH) return line;
  const places = wordPlaces(line.toLowerCase(), words);
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

function wordPlaces(line: string, words: readonly string[]): number[] {
  const places: number[] = [];
  for (const word of words) {
    // Search by word is stemmed: the beginning of a longer word is enough to show where it stands.
    const stem = word.length > 5 ? word.slice(0, -2) : word;
    for (let at = line.indexOf(stem); at >= 0 && places.length < 200; at = line.indexOf(stem, at + 1))
      places.push(at);
  }
  return places.sort((a, b) => a - b);
}
