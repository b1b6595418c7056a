/**
 * Finds in a query when something was said: "yesterday", "last week", "3 days ago", "in March", "on 5 May 2025".
 * English. Periods are whole days of the machine's own time zone.
 */

/** A period that a query names. Times in ms since 1970; `before` isn't part of it. */
export interface Period {
  /** The words of the query that name it. */
  readonly phrase: string;
  readonly after: number;
  readonly before: number;
}

/** A longer query is a pasted text: what it says of time is not about when it was said. A date is more to the point. */
const MOST_WORDS = 12;
const MOST_WORDS_WITH_DATE = 20;

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const DAY_WORD = /\b(today|yesterday)\b/i;
const THIS_OR_LAST = /\b(this|last|past) (week|month|year)\b/i;
/** Up to now: "last 7 days", "over the past two weeks"; "in the last month" is not the month before this one. */
const UP_TO_NOW = [
  /\b(?:(?:in|over|within|during|for) )?(?:the )?(?:last|past) (?<amount>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?<unit>day|week|month|year)s?\b/i,
  /\b(?:in|over|within|during|for) the (?:last|past) (?<unit>day|week|month|year)\b(?! of\b)/i,
];
const AGO = /\b(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month)s? ago\b/i;
/** "may" and "march" are verbs too: only with "in", "since" or "from" before them. */
const MONTH = new RegExp(`\\b(?:in|since|from|during) (${MONTHS.join('|')})(?:,? (\\d{4}))?\\b`, 'i');

/** What stands before a day, and how one is written. A number and a month without a year may be anything else. */
const HOW = '(?:\\b(?<how>on|since|from|after|before|until|till|by) )?(?:the )?';
const NAME = `(?<name>${MONTHS.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)}|t)?`).join('|')})\\.?`;
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const YEAR = '(?:,? (?<year>\\d{4})(?![\\w-]))?';
const DAYS = [
  '(?<![\\w-])(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})(?![\\w-])',
  '(?<![\\w.])(?<day>\\d{1,2})\\.(?<month>\\d{1,2})\\.(?<year>\\d{4})(?![\\w-])',
  `\\b${DAY}(?: of)? ${NAME}${YEAR}(?!\\w)`,
  `\\b${NAME} ${DAY}${YEAR}(?!\\w)`,
].map((written) => new RegExp(HOW + written, 'i'));

/** The first period that `query` names, seen from `now`, or null. */
export function findPeriod(query: string, now: Date): Period | null {
  const words = query.trim().split(/\s+/).length;
  if (query.trim().includes('\n') || words > MOST_WORDS_WITH_DATE) return null;
  const named = namedDay(query, now);
  if (named || words > MOST_WORDS) return named;
  return (
    dayWord(query, now) ??
    upToNow(query, now) ??
    thisOrLast(query, now) ??
    ago(query, now) ??
    month(query, now)
  );
}

/** `query` without the words that name `period`. */
export function withoutPeriod(query: string, period: Pick<Period, 'phrase'>): string {
  return query.replace(period.phrase, ' ').replace(/\s+/g, ' ').trim();
}

function dayWord(query: string, now: Date): Period | null {
  const [phrase, word] = DAY_WORD.exec(query) ?? [];
  if (phrase === undefined) return null;
  const back = word?.toLowerCase() === 'yesterday' ? 1 : 0;
  return { phrase, after: dayBefore(now, back), before: dayBefore(now, back - 1) };
}

function upToNow(query: string, now: Date): Period | null {
  const found = UP_TO_NOW.map((written) => written.exec(query)).find((each) => each !== null);
  if (!found?.groups) return null;
  const { amount = '1', unit } = found.groups;
  return { phrase: found[0], after: startBack(unit, amountOf(amount), now), before: dayBefore(now, -1) };
}

/** The beginning of the day that lies so many days, weeks, months or years back. */
function startBack(unit = '', amount: number, now: Date): number {
  const months = { month: amount, year: 12 * amount }[unit.toLowerCase()];
  if (months === undefined) return dayBefore(now, unit.toLowerCase() === 'week' ? 7 * amount : amount);
  const [year, month] = [now.getFullYear(), now.getMonth() - months];
  // Not all months have a 31st.
  const longest = new Date(year, month + 1, 0).getDate();
  return new Date(year, month, Math.min(now.getDate(), longest)).getTime();
}

function thisOrLast(query: string, now: Date): Period | null {
  const [phrase, which, unit] = THIS_OR_LAST.exec(query) ?? [];
  if (phrase === undefined) return null;
  const back = which?.toLowerCase() === 'this' ? 0 : 1;
  return { phrase, ...unitPeriod(unit, back, now) };
}

function ago(query: string, now: Date): Period | null {
  const [phrase, amount = '', unit] = AGO.exec(query) ?? [];
  if (phrase === undefined) return null;
  return { phrase, ...unitPeriod(unit, amountOf(amount), now) };
}

/** A number, in digits or as a word. */
function amountOf(text: string): number {
  const named = /^an?$/i.test(text) ? 1 : NUMBERS.indexOf(text.toLowerCase());
  return named >= 0 ? named : Number(text);
}

function namedDay(query: string, now: Date): Period | null {
  for (const written of DAYS) {
    const found = written.exec(query);
    if (found?.groups) return dayPeriod(found[0].trim(), found.groups, now);
  }
  return null;
}

/** A day, or all since then. What was said before a day is no period that has a beginning. */
function dayPeriod(
  phrase: string,
  { how = '', day, month, name, year }: Readonly<Record<string, string | undefined>>,
  now: Date,
): Period | null {
  if (/^(before|until|till|by)$/i.test(how) || (year === undefined && how === '')) return null;
  const number = name === undefined ? Number(month) - 1 : monthOf(name);
  const inYear = (which: number): Date => new Date(which, number, Number(day));
  // Without a year it is the last such day that has begun.
  const back = inYear(now.getFullYear()).getTime() > now.getTime() ? 1 : 0;
  const start = inYear(year === undefined ? now.getFullYear() - back : Number(year));
  if (start.getMonth() !== number || start.getDate() !== Number(day)) return null;
  const open = /^(since|from|after)$/i.test(how);
  return { phrase, after: start.getTime(), before: dayBefore(open ? now : start, -1) };
}

/** From 0. */
function monthOf(name: string): number {
  return MONTHS.findIndex((each) => each.startsWith(name.slice(0, 3).toLowerCase()));
}

function month(query: string, now: Date): Period | null {
  const [phrase, name = '', given] = MONTH.exec(query) ?? [];
  if (phrase === undefined) return null;
  const number = MONTHS.indexOf(name.toLowerCase());
  const open = /^(since|from)/i.test(phrase);
  // Without a year it is the last such month that has begun.
  const year = given === undefined ? now.getFullYear() - (number > now.getMonth() ? 1 : 0) : Number(given);
  const after = new Date(year, number).getTime();
  return { phrase, after, before: open ? dayBefore(now, -1) : new Date(year, number + 1).getTime() };
}

/** The day, week (from Monday), month or year that lies `back` of them before now. */
function unitPeriod(unit = '', back: number, now: Date): Pick<Period, 'after' | 'before'> {
  const [year, monthNumber] = [now.getFullYear(), now.getMonth()];
  switch (unit.toLowerCase()) {
    case 'day':
      return { after: dayBefore(now, back), before: dayBefore(now, back - 1) };
    case 'week': {
      const sinceMonday = (now.getDay() + 6) % 7;
      return {
        after: dayBefore(now, sinceMonday + 7 * back),
        before: dayBefore(now, sinceMonday + 7 * (back - 1)),
      };
    }
    case 'month':
      return {
        after: new Date(year, monthNumber - back).getTime(),
        before: new Date(year, monthNumber - back + 1).getTime(),
      };
    default:
      return { after: new Date(year - back, 0).getTime(), before: new Date(year - back + 1, 0).getTime() };
  }
}

/** The beginning of the day that lies `days` before now. */
function dayBefore(now: Date, days: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime();
}
