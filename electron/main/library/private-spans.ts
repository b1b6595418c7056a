/**
 * Takes out what the user has put between <private> and </private>. A chunk may hold a middle part of such a span,
 * without either tag: so the spans are looked for in whole messages. Pure.
 */

const TAGS = /<(\/?)private>/gi;

/** A stretch of a text, in UTF-16 units. */
type Stretch = readonly [from: number, to: number];

/** Where a message is private, its tags included. A span that is never closed reaches to the message's end. */
export function privateStretches(message: string): Stretch[] {
  const stretches: Stretch[] = [];
  let from = -1;
  for (const tag of message.matchAll(TAGS)) {
    const closes = tag[1] === '/';
    if (!closes && from < 0) from = tag.index;
    if (closes && from >= 0) {
      stretches.push([from, tag.index + tag[0].length]);
      from = -1;
    }
  }
  if (from >= 0) stretches.push([from, message.length]);
  return stretches;
}

/** Joins the parts of a message as chunks join them. */
export function joinParts(parts: readonly string[]): string {
  return parts.reduce((joined, part) =>
    joined === '' ? part : `${joined.trimEnd()}\n\n${part.trimStart()}`,
  );
}

/**
 * The segment of a chunk that is of `message`, without what is private in it. All of it goes where it can't be found
 * in the message, which a chunk never is without.
 */
export function withoutPrivate(segment: string, message: string): string {
  const stretches = privateStretches(message);
  if (stretches.length === 0) return segment;
  const needle = segment.trim();
  if (needle === '') return segment;
  const before = segment.indexOf(needle);
  const cuts: Stretch[] = [];
  let found = false;
  // Where it stands several times, what is private in any of these places goes.
  for (let at = message.indexOf(needle); at >= 0; at = message.indexOf(needle, at + 1)) {
    found = true;
    for (const [from, to] of stretches) {
      if (to <= at || from >= at + needle.length) continue;
      cuts.push([Math.max(0, from - at), Math.min(needle.length, to - at)]);
    }
  }
  if (!found) return '';
  let kept = '';
  let end = 0;
  for (const [from, to] of cuts.sort(([a], [b]) => a - b)) {
    if (from > end) kept += needle.slice(end, from);
    end = Math.max(end, to);
  }
  return segment.slice(0, before) + kept + needle.slice(end) + segment.slice(before + needle.length);
}
