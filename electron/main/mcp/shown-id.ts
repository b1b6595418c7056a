/**
 * The id of a conversation or a message as agents are shown it: what is not printed there, or could break a line, is
 * written as in a URL, so that the id that is shown is one that can be asked for.
 */
import { harmless } from '../../shared/harmless.ts';

/** The id as it is shown. An id without spaces, control characters or percent signs stays as it is. */
export function shownId(id: string): string {
  return Array.from(id.toWellFormed(), (character) =>
    character === '%' || /[\s\u2028\u2029]/.test(character) || harmless(character) === ''
      ? encodeURIComponent(character)
      : character,
  ).join('');
}

/** What an id that an agent names may mean, the likeliest first: agents also get ids from elsewhere, or encode them. */
export function meantIds(given: string): string[] {
  const meant = new Set<string>();
  let id = given;
  for (let times = 0; times < 2; times++) {
    const decoded = decode(id);
    if (decoded === undefined) break;
    meant.add(decoded);
    id = decoded;
  }
  meant.add(given);
  return [...meant];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that begins no byte: it is one of the id's own.
    return undefined;
  }
}
