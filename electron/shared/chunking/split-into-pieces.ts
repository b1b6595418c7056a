/**
 * Where a message's text may be cut: at paragraphs, then lines, sentences, words, and only then anywhere.
 */
import { cutBlocks, cutCodePoints, cutLines, cutSentences, cutWords, type Cutter } from './cuts.ts';

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

/** Counts the tokens of a text. Counts add up over white space, but not over a cut inside of a word. */
type CountTokens = (text: string) => number;

/**
 * Splits a text into pieces of at most `limits.maximum` tokens that cover it without a gap. White space belongs to
 * the piece before it. A code fence stays whole if it fits. Takes time in proportion to the text's length.
 */
export function splitIntoPieces(text: string, count: CountTokens, limits: Limits): Piece[] {
  const pieces: Piece[] = [];
  split({ text, base: 0, tokens: undefined }, { count, limits, pieces }, levels);
  return pieces;
}

/** They cut where white space is, or a sentence ends: there, counts add up. */
const levels: readonly Cutter[] = [cutBlocks, cutLines, cutSentences, cutWords];

interface Splitting {
  readonly count: CountTokens;
  readonly limits: Limits;
  readonly pieces: Piece[];
}

/** A part of the whole text. */
interface Segment {
  readonly text: string;
  /** Where it begins in the whole text, in UTF-16 units. */
  readonly base: number;
  /** How many it has, where that was counted. */
  readonly tokens: number | undefined;
}

/** Splits a segment by the first of `cutters`, and what stays too long by the rest. */
function split(segment: Segment, splitting: Splitting, cutters: readonly Cutter[]): void {
  const [cutter, ...finer] = cutters;
  if (cutter === undefined) return splitAnywhere(segment, splitting);
  const { text, base } = segment;
  const { count, limits, pieces } = splitting;
  let groupStart = 0;
  let groupTokens = 0;
  let from = 0;
  const closeGroup = (): void => {
    add(pieces, { end: base + from, tokens: groupTokens });
    groupStart = from;
    groupTokens = 0;
  };
  for (const to of cutter(text)) {
    const known = from === 0 && to === text.length ? segment.tokens : undefined;
    const tokens = known ?? count(text.slice(from, to));
    if (groupTokens > 0 && tokens > 0 && groupTokens + tokens > limits.target) closeGroup();
    from = to;
    if (tokens <= limits.maximum) {
      groupTokens += tokens;
      continue;
    }
    // The white space that may stand before it goes with it.
    split({ text: text.slice(groupStart, to), base: base + groupStart, tokens }, splitting, finer);
    groupStart = to;
  }
  if (from > groupStart) closeGroup();
}

/** A token is a code point at least, except where one is decomposed: what is then too long is halved. */
function splitAnywhere({ text, base }: Segment, { count, limits, pieces }: Splitting): void {
  let from = 0;
  for (const to of cutCodePoints(text, limits.target)) {
    while (from < to) {
      let end = to;
      let tokens = count(text.slice(from, end));
      while (tokens > limits.maximum && end - from > 2) {
        end = from + Math.ceil((end - from) / 2);
        if (splitsPair(text, end)) end += 1;
        tokens = count(text.slice(from, end));
      }
      add(pieces, { end: base + end, tokens });
      from = end;
    }
  }
}

/** What has no tokens, white space that is, goes with what stands before it. */
function add(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (piece.tokens === 0 && last) pieces[pieces.length - 1] = { end: piece.end, tokens: last.tokens };
  else pieces.push(piece);
}

function splitsPair(text: string, at: number): boolean {
  const pair = text.codePointAt(at - 1);
  return pair !== undefined && pair > 0xffff;
}
