/**
 * Puts two answers together: what a query asks for in so many words, and what else was found.
 */
import type { SearchAnswer } from './search.ts';
import type { Period } from './time-phrase.ts';

/** What was said in a period, and after it what was said at any other time. */
export function firstOfPeriod(
  within: SearchAnswer,
  everything: SearchAnswer,
  limit: number,
  period: Period,
): SearchAnswer {
  const days = `${daysOf(period)} (“${period.phrase}”)`;
  const notes = {
    some: `What was said ${days} comes first, then the rest.`,
    none: `Nothing was found of ${days}; this is from any time.`,
  };
  return thenTheRest(within, everything, limit, notes);
}

/** What has phrases, and after it what has not. */
export function firstWithPhrases(
  within: SearchAnswer,
  everything: SearchAnswer,
  limit: number,
  phrases: readonly string[],
): SearchAnswer {
  const quoted = phrases.map((phrase) => `“${phrase}”`).join(' and ');
  const notes = {
    some: `What has ${quoted} comes first, then the rest.`,
    none: `Nothing has ${quoted}; this has its words, or is near in meaning.`,
  };
  return thenTheRest(within, everything, limit, notes);
}

function thenTheRest(
  within: SearchAnswer,
  everything: SearchAnswer,
  limit: number,
  notes: { readonly some: string; readonly none: string },
): SearchAnswer {
  if (within.hits.length === 0) return { ...everything, notes: [notes.none, ...everything.notes] };
  const known = new Set(within.hits.map(({ conversationId }) => conversationId));
  const rest = everything.hits.filter(({ conversationId }) => !known.has(conversationId));
  return {
    ...everything,
    notes: [notes.some, ...within.notes],
    period: within.period,
    hits: [...within.hits, ...rest].slice(0, limit),
  };
}

function daysOf({ after, before }: Period): string {
  const day = (time: number): string => new Date(time).toLocaleDateString('en-GB', { dateStyle: 'long' });
  const [first, last] = [day(after), day(before - 1)];
  return first === last ? first : `${first} to ${last}`;
}
