/**
 * What the list of hits becomes when better hits arrive for the same words.
 */
import type { SearchHitView } from '../../../electron/shared/contract/search.ts';

/** Tells rows apart: a hit stands for a conversation. */
export function hitKey(hit: SearchHitView): string {
  return hit.conversationId;
}

/**
 * The new list. While it is `held`, because somebody points at a row or has chosen one, every row that is shown stays
 * in its place and what is new comes below; rows that the new answer no longer has stay too, as they still contain
 * the words. Else the new order is taken as it is.
 */
export function settleHits(
  shown: readonly SearchHitView[],
  arrived: readonly SearchHitView[],
  held: boolean,
): readonly SearchHitView[] {
  if (!held) return arrived;
  const byKey = new Map(arrived.map((hit) => [hitKey(hit), hit]));
  const kept = shown.map((hit) => byKey.get(hitKey(hit)) ?? hit);
  const keys = new Set(shown.map(hitKey));
  return [...kept, ...arrived.filter((hit) => !keys.has(hitKey(hit)))];
}

/** The keys of the rows that stand below those that were shown: the ones that were late before, and the new ones. */
export function lateKeys(
  shown: readonly SearchHitView[],
  arrived: readonly SearchHitView[],
  late: ReadonlySet<string>,
): ReadonlySet<string> {
  const keys = new Set(shown.map(hitKey));
  return new Set([...late, ...arrived.map(hitKey).filter((key) => !keys.has(key))]);
}
