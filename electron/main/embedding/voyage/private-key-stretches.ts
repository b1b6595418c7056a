/**
 * Finds the lines of private keys in a part of a text. A chunk holds two or three lines of a key, without the ones
 * before and after it that a detector of whole keys looks for. Each text is looked through once, whatever it holds.
 */

/** From and to, in UTF-16 units. */
export type Stretch = readonly [from: number, to: number];

/** What a line of base64 is made of. Shorter runs say too little of a key to matter. */
const RUN = /[A-Za-z0-9+/]{16,}={0,2}/g;

/**
 * A run of this length is taken for a key's where nothing around it says so: lines of PEM files have 64 (RFC 7468), and
 * a text may be cut in the middle of one.
 */
const ALONE = 32;

/** The name of a commit, in the address of a file that was in it. In random base64 there is none. */
const HASH = /[0-9a-f]{32}/;

/** In the line before a key and in the one after it, whole or not. */
const MARK = 'PRIVATE KEY-----';

/**
 * Of two neighbours in base64 of random bytes, 0.65 are of different kinds: capitals, small letters, digits, signs. In
 * most names and paths it is less than this.
 */
const MIXED = 0.45;

/** Of a name or a path, more than so much stands in three and more small letters; of base64, 0.15. */
const OF_WORDS = 0.35;
/** The same for what stands beside a line of a key and could be a line of it: only what is nearly all words is none. */
const OF_WORDS_BESIDE = 0.55;

/** The stretches of `text` that may be of a private key, in order. */
export function privateKeyStretches(text: string): Stretch[] {
  const runs = Array.from(text.matchAll(RUN), ({ 0: run, index }) => ({ run, index })).filter(
    ({ run, index }) => hasBothCases(run) && !isChecksum(text, index) && !HASH.test(run),
  );
  // The first line of a key is hardly mixed: it begins with the numbers of its form, the same in each.
  const isMarked = text.includes(MARK);
  const isKey = runs.some(({ run }) => run.length >= ALONE && (isMarked || isRandom(run)));
  if (!isKey && !isMarked) return [];
  return runs
    .filter(({ run }) => isRandom(run) || (isKey && !isName(run)))
    .map(({ run, index }): Stretch => [index, index + run.length]);
}

/** As lock files have them: `sha512-` and base64. */
function isChecksum(text: string, index: number): boolean {
  return /sha\d{1,3}-$/.test(text.slice(Math.max(0, index - 8), index));
}

function hasBothCases(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run);
}

/** Whether it is no name and no path: mixed, or without words. */
function isRandom(run: string): boolean {
  if (!/[0-9]/.test(run)) return false;
  let changes = 0;
  for (let at = 1; at < run.length; at += 1) {
    if (kindOf(run.charCodeAt(at)) !== kindOf(run.charCodeAt(at - 1))) changes += 1;
  }
  if (changes / (run.length - 1) >= MIXED) return true;
  return shareOfWords(run) <= OF_WORDS;
}

function isName(run: string): boolean {
  return /^[A-Za-z]+$/.test(run) && shareOfWords(run) > OF_WORDS_BESIDE;
}

function shareOfWords(run: string): number {
  return Array.from(run.matchAll(/[a-z]{3,}/g)).reduce((sum, [word]) => sum + word.length, 0) / run.length;
}

function kindOf(unit: number): number {
  if (unit >= 0x61) return 0;
  if (unit >= 0x41) return 1;
  return unit >= 0x30 && unit <= 0x39 ? 2 : 3;
}
