/**
 * A search's filter as a condition on points: the same as the library's own, of ../library/search-filter.ts.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import type { MarkedConversations } from '../library/mark-store.ts';
import type { SearchFilter } from '../library/search-filter.ts';

/** What a filter means that only the library and the server together can say. */
export interface FilterMeaning {
  /** The projects that the filter's part of a path means; null for all. */
  readonly projects: readonly string[] | null;
  /** Which conversations the user's marks let pass. */
  readonly marked: MarkedConversations;
}

/** The filter of a query; undefined where everything passes. */
export function payloadFilter(
  { source, role, after, before, machine }: SearchFilter,
  { projects, marked }: FilterMeaning,
): Schemas['Filter'] | undefined {
  const must: Schemas['Condition'][] = [
    ...match('source', source),
    ...match('roles', role),
    ...match('machines', machine),
    ...(projects === null ? [] : [{ key: 'project', match: { any: [...projects] } }]),
    ...(marked.only === null ? [] : [{ key: 'conversation', match: { any: [...marked.only] } }]),
    ...(after === undefined ? [] : [{ key: 'latest', range: { gte: after } }]),
    ...(before === undefined ? [] : [{ key: 'earliest', range: { lt: before } }]),
  ];
  const mustNot: Schemas['Condition'][] =
    marked.without.length === 0 ? [] : [{ key: 'conversation', match: { any: [...marked.without] } }];
  if (must.length + mustNot.length === 0) return undefined;
  return { must, must_not: mustNot };
}

function match(key: string, value: string | undefined): Schemas['Condition'][] {
  return value === undefined ? [] : [{ key, match: { value } }];
}
