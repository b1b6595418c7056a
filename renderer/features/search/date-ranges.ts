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

/** A month, `2026-03`, as a filter: in the machine's own time zone. */
export function monthRange(month: string): { readonly after: number; readonly before: number } {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return { after: new Date(year, number - 1).getTime(), before: new Date(year, number).getTime() };
}

/** The month that a filter was made of, or null. */
export function monthOf({ after, before }: SearchFilter): string | null {
  if (after === undefined || before === undefined) return null;
  const begin = new Date(after);
  const month = `${begin.getFullYear()}-${String(begin.getMonth() + 1).padStart(2, '0')}`;
  const range = monthRange(month);
  return range.after === after && range.before === before ? month : null;
}

/** A month's name: `March 2026`. */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' }).format(monthRange(month).after);
}

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
