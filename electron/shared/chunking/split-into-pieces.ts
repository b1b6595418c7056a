/**
 * Where a message's text may be cut: at paragraphs, then lines, sentences, words, and only then anywhere.
 */

/** A place where a text may be cut; see `pieceSchema` in ../conversation.ts. */
interface Piece {
  readonly end: number;
  readonly tokens: number;
}

interface Limits {
  /** Neighbouring blocks are grouped up to this many tokens. */
  readonly target: number;
  /** No piece has more tokens than this. */
  readonly maximum: number;
}

/** Cuts `text` (from `start` to `end`) after each match, so that nothing lies between two cuts. */
type Cutter = (text: string, start: number, end: number) => number[];

const LONGEST_UNBROKEN = 96;

/**
 * Splits a text into pieces of at most `limits.maximum` tokens that cover it without a gap. White space belongs to
 * the piece before it. A code fence stays whole if it fits.
 */
export function splitIntoPieces(text: string, count: (text: string) => number, limits: Limits): Piece[] {
  const pieces: Piece[] = [];
  split(text, 0, text.length, 0, count, limits, pieces);
  return pieces;
}

const levels: readonly Cutter[] = [cutBlocks, cutLines, cutSentences, cutWords, cutCodePoints];

function split(
  text: string,
  start: number,
  end: number,
  level: number,
  count: (text: string) => number,
  limits: Limits,
  pieces: Piece[],
): void {
  const cut = levels[level];
  if (cut === undefined || start >= end) return;
  let groupStart = start;
  let groupTokens = 0;
  let from = start;
  const closeGroup = (): void => {
    if (from > groupStart) pieces.push({ end: from, tokens: groupTokens });
    groupStart = from;
    groupTokens = 0;
  };
  for (const to of cut(text, start, end)) {
    const tokens = count(text.slice(from, to));
    if (tokens > limits.maximum) {
      closeGroup();
      split(text, from, to, level + 1, count, limits, pieces);
      from = to;
      groupStart = to;
      continue;
    }
    if (groupTokens > 0 && groupTokens + tokens > limits.target) closeGroup();
    groupTokens += tokens;
    from = to;
  }
  closeGroup();
}

/** After each paragraph; a code fence with all that it holds is one block. */
function cutBlocks(text: string, start: number, end: number): number[] {
  const cuts: number[] = [];
  let fence: string | undefined;
  let blank = false;
  for (let line = start; line < end;) {
    const next = lineEnd(text, line, end);
    const content = text.slice(line, Math.min(next, line + 64)).trim();
    const marker = /^(?:`{3,}|~{3,})/.exec(content)?.[0];
    if (fence === undefined) {
      if (content !== '' && (blank || marker !== undefined) && line > start) cuts.push(line);
      if (marker !== undefined) fence = marker;
      blank = content === '';
    } else if (marker?.startsWith(fence)) {
      fence = undefined;
      blank = true;
    }
    line = next;
  }
  cuts.push(end);
  return cuts;
}

function cutLines(text: string, start: number, end: number): number[] {
  const cuts: number[] = [];
  for (let line = start; line < end;) {
    line = lineEnd(text, line, end);
    cuts.push(line);
  }
  return cuts;
}

function lineEnd(text: string, from: number, end: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 || newline >= end ? end : newline + 1;
}

function cutSentences(text: string, start: number, end: number): number[] {
  return cutAfter(/(?:[.!?…]["')\]]*\s+|[。！？]\s*)/g, text, start, end);
}

function cutWords(text: string, start: number, end: number): number[] {
  return cutAfter(/\s+/g, text, start, end);
}

function cutAfter(pattern: RegExp, text: string, start: number, end: number): number[] {
  const cuts: number[] = [];
  for (const match of text.slice(start, end).matchAll(pattern))
    cuts.push(start + match.index + match[0].length);
  if (cuts.at(-1) !== end) cuts.push(end);
  return cuts;
}

/** Every so many code points: a token is at least one of them. */
function cutCodePoints(text: string, start: number, end: number): number[] {
  const cuts: number[] = [];
  for (let at = start; at < end;) {
    at = Math.min(end, at + LONGEST_UNBROKEN);
    const unit = text.charCodeAt(at);
    const before = text.charCodeAt(at - 1);
    const inPair = at < end && unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
    if (inPair) at += 1;
    cuts.push(at);
  }
  return cuts;
}
