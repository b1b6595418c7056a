/** Just enough English grammar for generated sentences. */

/** The forms of a verb: run, runs, ran, running. */
export interface Verb {
  readonly base: string;
  readonly third: string;
  readonly past: string;
  readonly ing: string;
}

/** Reads an entry of the verb lists (vocabulary.ts). */
export function verbOf(entry: string): Verb {
  const [base = '', third, past, ing] = entry.split('/');
  if (third && past && ing) return { base, third, past, ing };
  const doubles = base.endsWith('+');
  const stem = doubles ? base.slice(0, -1) : base;
  const root = doubles ? stem + stem.slice(-1) : stem;
  if (/[^aeiou]y$/.test(stem)) {
    const short = stem.slice(0, -1);
    return { base: stem, third: `${short}ies`, past: `${short}ied`, ing: `${stem}ing` };
  }
  if (stem.endsWith('e')) {
    return { base: stem, third: `${stem}s`, past: `${stem}d`, ing: `${stem.slice(0, -1)}ing` };
  }
  return { base: stem, third: plural(stem), past: `${root}ed`, ing: `${root}ing` };
}

const IRREGULAR_PLURALS: ReadonlyMap<string, string> = new Map([
  ['child', 'children'],
  ['knife', 'knives'],
  ['shelf', 'shelves'],
]);

/** The plural of a noun; a verb's third person follows the same rules. */
export function plural(noun: string): string {
  const irregular = IRREGULAR_PLURALS.get(noun);
  if (irregular) return irregular;
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}s`;
}

/** The word with "a" or "an" before it. */
export function withArticle(word: string): string {
  return /^(?:[aeio]|u(?!n[iq]|s[eu])|hour|hon)/.test(word) ? `an ${word}` : `a ${word}`;
}

/** The text with its first letter in upper case. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
