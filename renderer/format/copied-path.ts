/**
 * A path as it is copied.
 */
import { harmless } from '../../electron/shared/harmless.ts';

/**
 * The path exactly as it is, unless it has control characters or others that break a line or turn the direction of
 * writing around: pasted into a terminal, those
 * could do something. Such a path is quoted as bash and zsh write it, `$'…'`, on one line; it still names the same file.
 */
export function copiedPath(path: string): string {
  if (!Array.from(path).some(isUnseen)) return path;
  const escaped = Array.from(path, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return isUnseen(character) ? escapeOf(character.codePointAt(0) ?? 0) : character;
  });
  return `$'${escaped.join('')}'`;
}

function isUnseen(character: string): boolean {
  return harmless(character) === '' || /[\t\n\u2028\u2029]/.test(character);
}

function escapeOf(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
