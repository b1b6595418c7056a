/**
 * Whether a query asks for what the user said themselves. "Where did I leave my bicycle?" is answered by what they once
 * told an assistant; its own long answers hold the same words anywhere.
 */

const FIRST_PERSON = /\b(?:i|my|mine|myself)\b/i;

/** Both of them, or the assistant, unless it is only asked to do something ("can you", "please"). */
const OTHERS = /\b(?:we|us|our|ours)\b|(?<!\b(?:can|could|would|will|do|please) )\byou(?:r|rs)?\b/i;

/** Whether `query` speaks of the user alone. A text of several lines is a pasted one: it may speak of anybody. */
export function asksOfOneself(query: string): boolean {
  return FIRST_PERSON.test(query) && !OTHERS.test(query) && !query.trim().includes('\n');
}
