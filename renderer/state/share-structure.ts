/**
 * Keeps what is equal: a new value in which every part that equals the old one's is the old one's own object.
 * Snapshots arrive whole, ten times a second; what selects a part of them that did not change is not rendered again.
 */

/** `next`, with the parts of `previous` that are equal to it. Both are plain data, as JSON knows it. */
export function shareStructure<Value>(previous: Value, next: Value): Value {
  if (Object.is(previous, next)) return previous;
  if (Array.isArray(previous) && Array.isArray(next)) return shareArray(previous, next) as Value;
  if (isRecord(previous) && isRecord(next)) return shareRecord(previous, next) as Value;
  return next;
}

function shareArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let same = previous.length === next.length;
  const shared = next.map((item, index) => {
    const kept = shareStructure(previous[index], item);
    same &&= Object.is(kept, previous[index]);
    return kept;
  });
  return same ? previous : shared;
}

function shareRecord(previous: Record<string, unknown>, next: Record<string, unknown>): object {
  const keys = Object.keys(next);
  let same = keys.length === Object.keys(previous).length;
  const shared: Record<string, unknown> = {};
  for (const key of keys) {
    const kept = shareStructure(previous[key], next[key]);
    same &&= key in previous && Object.is(kept, previous[key]);
    shared[key] = kept;
  }
  return same ? previous : shared;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
