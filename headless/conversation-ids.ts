/**
 * Ids of conversations as they are printed and typed. An id comes from a file, so it may hold anything: it is printed
 * such that it can be pasted after a command, and means nothing to a shell.
 */
import { meantIds } from '../electron/main/mcp/shown-id.ts';
import { RecollectError } from '../electron/shared/errors.ts';

/** Characters that are words to every shell, on every system. */
const PLAIN = /[\p{L}\p{N}\p{M}:._~@/+=,-]/u;

/** The id to print: what a shell or a terminal would obey is written as in a URL. Most ids stay as they are. */
export function printedId(id: string): string {
  return Array.from(id.toWellFormed(), (character) =>
    PLAIN.test(character) ? character : percentEncoded(character),
  ).join('');
}

/** The id that is meant by one that was typed: as it was printed, or as it is; undefined where none of those is known. */
export async function knownId(
  typed: string,
  isKnown: (id: string) => Promise<unknown>,
): Promise<string | undefined> {
  for (const id of [typed, ...meantIds(typed)]) {
    if ((await isKnown(id)) !== undefined) return id;
  }
  return undefined;
}

/** The same. @throws RecollectError `usage` where none is known. */
export async function meantId(typed: string, isKnown: (id: string) => Promise<unknown>): Promise<string> {
  const id = await knownId(typed, isKnown);
  if (id === undefined) throw conversationGone(typed);
  return id;
}

/** Says that there is no such conversation. */
export function conversationGone(id: string): RecollectError {
  return new RecollectError(
    'usage',
    `There is no conversation ${printedId(id)} in the library. Search shows what they are called.`,
  );
}

function percentEncoded(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
