/**
 * Finds secrets by the name that they are given: `API_KEY=...`, `"password": "..."`. No form tells such a value from
 * a word, a path or an example: only one that looks random is taken.
 */
import type { Stretch } from './private-key-stretches.ts';

/** A name that says so, a sign of assignment, and a value. */
const ASSIGNED =
  /(?:(?:api|access|secret|private|auth|signing|encryption)[_-]?key|token|secret|passw(?:or)?d|pwd|_key)["'`\\]{0,2}[ \t]{0,3}(?:=|:|=>|:=)[ \t]{0,3}["'`\\]{0,2}([\w+/~=.!@#%^*-]{16,})/gi;

/** Of neighbours in random letters and digits, from 0.4 to 0.6 are of different kinds; in words and dates, fewer. */
const MIXED = 0.26;
const LEAST_DIGITS = 2;

/** The values in `text` that are secrets by their names. */
export function assignedSecrets(text: string): Stretch[] {
  return Array.from(text.matchAll(ASSIGNED)).flatMap(({ 0: all, 1: value = '', index }): Stretch[] => {
    const end = index + all.length;
    return looksRandom(value) ? [[end - value.length, end]] : [];
  });
}

function looksRandom(value: string): boolean {
  const plain = value.replace(/[^a-z0-9]/gi, '');
  const digits = plain.replace(/\D/g, '').length;
  if (digits < LEAST_DIGITS || digits === plain.length) return false;
  let changes = 0;
  for (let at = 1; at < plain.length; at += 1)
    if (kindOf(plain.charAt(at)) !== kindOf(plain.charAt(at - 1))) changes += 1;
  return changes / (plain.length - 1) >= MIXED;
}

function kindOf(sign: string): string {
  if (/\d/.test(sign)) return 'digit';
  return /[A-Z]/.test(sign) ? 'capital' : 'small';
}
