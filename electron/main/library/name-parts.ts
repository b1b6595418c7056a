/**
 * Takes names of program code apart: the full-text index cuts words at signs, but not at capitals. What is indexed and
 * what is asked go through the same function, so that `userStore`, `user_store` and "user store" find each other.
 */
import { unspacedParts } from './unspaced-words.ts';

/** Where a part ends: before a capital behind a small letter, and before the last capital of several ("HTTPServer"). */
const HUMP = /(?<=\p{Ll})(?=\p{Lu})|(?<=[\p{Lu}\p{N}])(?=\p{Lu}\p{Ll}{2})/u;

/** Words are runs of letters, digits and accents. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const IN_WORD = /[\p{L}\p{N}\p{M}]/u;

/** What names with capitals inside have somewhere; what isn't ASCII may be a capital. */
const MAY_HAVE_HUMP = /[A-Za-z\d][A-Z]|[^\0-\x7f]/g;

/** What is longer, in UTF-16 units, is no name but encoded data: its parts would only fill the index. */
const LONGEST_NAME = 60;

/** The parts of a word with capitals inside, or none. Single letters are left out. */
export function nameParts(word: string): string[] {
  if (word.length > LONGEST_NAME || !HUMP.test(word)) return [];
  return word.split(HUMP).filter((part) => part.length > 1);
}

/**
 * A text as it is put into the full-text index: behind it the parts of the names in it, each name once, and those of
 * words that no spaces tell apart.
 */
export function searchableText(text: string): string {
  const parts = [...[...namesIn(text)].flatMap(nameParts), ...unspacedParts(text)];
  return parts.length === 0 ? text : `${text}\n${parts.join(' ')}`;
}

/** The words that may be names. Most texts have none: looking for capitals first reads them several times faster. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  MAY_HAVE_HUMP.lastIndex = 0;
  for (let found = MAY_HAVE_HUMP.exec(text); found; found = MAY_HAVE_HUMP.exec(text)) {
    WORD.lastIndex = wordStart(text, found.index);
    const [word = ''] = WORD.exec(text) ?? [];
    names.add(word);
    MAY_HAVE_HUMP.lastIndex = Math.max(WORD.lastIndex, found.index + 1);
  }
  return names;
}

/** Where the word around `at` begins, as far back as a name can reach. */
function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < LONGEST_NAME && IN_WORD.test(text.charAt(start - 1))) start -= 1;
  return start;
}
