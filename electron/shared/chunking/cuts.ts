/**
 * The places at which a text can be cut, from the most to the least natural. White space goes with what stands
 * before it. Each cutter gives the ends of its segments in order, the last one at the end of the text.
 */

/** Gives ends of segments, in UTF-16 units. Nothing lies between two of them. */
export type Cutter = (text: string) => Iterable<number>;

/** Three backticks with others behind them on the line are code within a sentence. */
const FENCE = /^\s*(`{3,}(?!.*`)|~{3,})/;
const SENTENCE_END = /[.!?…]["'”’)\]]*\s+|[。！？]["'”’」』）]*\s*/g;
const WHITE_SPACE = /\s+/g;
const CONTENT = /\S/;

/** After each paragraph; a code fence with all that it holds is one block. */
export function* cutBlocks(text: string): Generator<number> {
  let fence: string | undefined;
  let afterBlank = false;
  let begun = false;
  for (let line = 0; line < text.length;) {
    const next = lineEnd(text, line);
    const content = text.slice(line, next);
    const marker = FENCE.exec(content)?.[1];
    if (fence === undefined) {
      const blank = !CONTENT.test(content);
      if (!blank && begun && (afterBlank || marker !== undefined)) yield line;
      begun ||= !blank;
      afterBlank = blank;
      fence = marker;
    } else if (marker?.startsWith(fence) && content.trim() === marker) {
      // Only a bare marker closes a fence: one with a language opens another, within it.
      fence = undefined;
      afterBlank = true;
    }
    line = next;
  }
  if (text !== '') yield text.length;
}

/** After each line. */
export function* cutLines(text: string): Generator<number> {
  for (let line = 0; line < text.length;) {
    line = lineEnd(text, line);
    yield line;
  }
}

/** After each sentence. */
export const cutSentences: Cutter = (text) => cutAfter(SENTENCE_END, text);

/** After each word. */
export const cutWords: Cutter = (text) => cutAfter(WHITE_SPACE, text);

/** After every so many UTF-16 units, never inside a surrogate pair. */
export function* cutCodePoints(text: string, units: number): Generator<number> {
  for (let at = 0; at < text.length;) {
    at = Math.min(text.length, at + units);
    if ((text.codePointAt(at - 1) ?? 0) > 0xffff) at += 1;
    yield at;
  }
}

function* cutAfter(pattern: RegExp, text: string): Generator<number> {
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    last = match.index + match[0].length;
    yield last;
  }
  if (last < text.length) yield text.length;
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}
