/**
 * Exact token counts, fast: BERT's tokenizer never looks across white space, ASCII signs and ideographs, so the
 * counts of what lies between them add up, and the words of a history repeat.
 */
import { LONGEST_WORD, type WordPieceTokenizer } from '../tokenizer.ts';
import { HASH_BEGIN, hashWith, WordCounts } from './word-counts.ts';
import { WordPieces } from './word-pieces.ts';

/** Counts the tokens of a text without the special ones at its ends. */
export type TokenCounter = (text: string) => number;

const SPECIAL_TOKENS = 2;

/** Runs of other scripts above this many UTF-16 units are normalised first, so that the tokenizer gets single words. */
const LONG_RUN = 1_000;

/** What the tokenizer drops without a trace: marks, control and format characters, halves of pairs. */
const DROPPED = /[\p{Mn}\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/gu;
const WORD_OR_SIGN = /[^\s\p{P}]+|\p{P}/gu;

/** A special token's name, such as `[SEP]`, where it occurs in a text, is that token and not three. */
const SPECIAL_NAME = /\[[A-Z]+\]/y;

/** A counter with a bounded cache of words. */
export function createTokenCounter(tokenizer: WordPieceTokenizer): TokenCounter {
  const pieces = new WordPieces(tokenizer.vocabulary);
  const words = new WordCounts(
    (word) => pieces.count(word) ?? tokenizer.encode(word).length - SPECIAL_TOKENS,
  );
  return (text) => countText(text, words);
}

function countText(text: string, words: WordCounts): number {
  const countWord = (word: string): number => words.of(word, 0, word.length);
  let total = 0;
  for (let at = 0; at < text.length;) {
    const unit = text.charCodeAt(at);
    const kind = kindOf(unit);
    if (kind === WHITE_SPACE) {
      at += 1;
    } else if (kind === SEPARATE) {
      const special = unit === OPEN_BRACKET ? specialName(text, at) : undefined;
      total += special === undefined ? 1 : countWord(special);
      at += special?.length ?? 1;
    } else {
      const from = at;
      let kinds = kind;
      // One pass tells where a word ends, and what it is looked up by.
      let hash = hashWith(HASH_BEGIN, unit);
      for (at += 1; at < text.length; at += 1) {
        const other = text.charCodeAt(at);
        const next = kindOf(other);
        if (next >= SEPARATE) break;
        kinds |= next;
        hash = hashWith(hash, other);
      }
      total +=
        kinds === ALPHANUMERIC
          ? countAscii(text, from, at, hash, words)
          : countOther(text.slice(from, at), countWord);
    }
  }
  return total;
}

function countAscii(text: string, from: number, to: number, hash: number, words: WordCounts): number {
  return to - from > LONGEST_WORD ? 1 : words.ofHashed(text, from, to, hash);
}

/** How other scripts are split is the tokenizer's business. */
function countOther(run: string, countWord: TokenCounter): number {
  if (run.length <= LONG_RUN) return countWord(run);
  let total = 0;
  for (const [word] of run.normalize('NFD').replace(DROPPED, '').matchAll(WORD_OR_SIGN)) {
    // A word of this many UTF-16 units has more than half as many code points.
    total += word.length > 2 * LONGEST_WORD ? countLong(word, countWord) : countWord(word);
  }
  return total;
}

/** A word of any length that holds ideographs or ASCII signs falls apart at them; another is one `[UNK]`. */
function countLong(word: string, countWord: TokenCounter): number {
  return SEPARATE_CHARACTER.test(word) ? countPieces(word, countWord) : 1;
}

const SEPARATE_CHARACTER = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}$+<=>^`|~]/u;
const BETWEEN_SEPARATE = new RegExp(
  `${SEPARATE_CHARACTER.source}|${SEPARATE_CHARACTER.source.replace('[', '[^')}+`,
  'gu',
);

function countPieces(word: string, countWord: TokenCounter): number {
  let total = 0;
  for (const [piece] of word.matchAll(BETWEEN_SEPARATE)) {
    total += piece.length > 2 * LONGEST_WORD ? 1 : countWord(piece);
  }
  return total;
}

function specialName(text: string, at: number): string | undefined {
  SPECIAL_NAME.lastIndex = at;
  return SPECIAL_NAME.exec(text)?.[0];
}

const OPEN_BRACKET = 0x5b;

/** What a UTF-16 unit is to the tokenizer: runs of the first two are looked at together. */
const ALPHANUMERIC = 1;
const OTHER = 2;
/** Stands for itself, whatever is beside it: printable ASCII besides letters and digits, and ideographs. */
const SEPARATE = 4;
/** Of ASCII only: other kinds are rare, and other control characters are dropped by the tokenizer. */
const WHITE_SPACE = 8;

const asciiKinds = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (/[ \t\n\r]/.test(character)) return WHITE_SPACE;
  if (/[A-Za-z0-9]/.test(character)) return ALPHANUMERIC;
  return unit > 0x20 && unit < 0x7f ? SEPARATE : OTHER;
});

function kindOf(unit: number): number {
  if (unit < 0x80) return asciiKinds[unit] ?? OTHER;
  return unit >= 0x3400 && isIdeograph(unit) ? SEPARATE : OTHER;
}

/** The ideographs of the basic plane around which the tokenizer puts white space. */
function isIdeograph(unit: number): boolean {
  return (
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0x3400 && unit <= 0x4dbf) ||
    (unit >= 0xf900 && unit <= 0xfaff)
  );
}
