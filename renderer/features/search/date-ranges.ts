/**
 * Spans of time to search in, as people name them.
 */
import type { Choice } from '../../components/Menu.tsx';
import type { SearchFilter } from './search-session.ts';

/** A span's name. */
export type DateRange = 'any' | 'today' | 'week' | 'month' | 'year';

/** The spans to choose from. */
export const dateRanges: readonly Choice<DateRange>[] = [
  { value: 'any', label: 'Any time' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'Past 7 days' },
  { value: 'month', label: 'Past 30 days' },
  { value: 'year', label: 'Past year' },
];

const DAY = 86_400_000;
const days: Record<Exclude<DateRange, 'any' | 'today'>, number> = { week: 7, month: 30, year: 365 };

/** When a span begins: at a midnight, so that the same choice on the same day is the same filter. */
export function rangeStart(range: DateRange, now: number): number | null {
  if (range === 'any') return null;
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  return range === 'today' ? midnight : midnight - days[range] * DAY;
}

/** The span that a filter was made of. */
export function rangeOf(filter: SearchFilter, now: number): DateRange {
  return dateRanges.find(({ value }) => rangeStart(value, now) === (filter.after ?? null))?.value ?? 'any';
}
