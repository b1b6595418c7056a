/**
 * Scripts in which spaces don't tell words apart: there are none, or, in Korean, particles hang on words.
 */

const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar'];

/** What shares a script without being a letter, such as its full stop, is no part of a word. */
const LETTER = `(?=\\p{L})[${SCRIPTS.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]`;

/** A letter of one of them. */
export const UNSPACED = new RegExp(LETTER, 'u');

/** Letters of them in a row, with the marks on them; has the flag g. */
export const UNSPACED_RUN = new RegExp(`(?:${LETTER}\\p{M}*)+`, 'gu');
