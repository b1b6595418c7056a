import { describe, expect, test } from 'vitest';
import { findPeriod, withoutPeriod } from '../../../../../electron/main/search/time-phrase.ts';

/** A Thursday. */
const now = new Date(2026, 4, 14, 15, 30);

describe('a period in a query', () => {
  test.each([
    ['the kiln today', [2026, 4, 14], [2026, 4, 15]],
    ['what did we decide yesterday', [2026, 4, 13], [2026, 4, 14]],
    ['last week kiln', [2026, 4, 4], [2026, 4, 11]],
    ['this week', [2026, 4, 11], [2026, 4, 18]],
    ['kiln last month', [2026, 3, 1], [2026, 4, 1]],
    ['kiln last year', [2025, 0, 1], [2026, 0, 1]],
    ['the kiln in the last week', [2026, 4, 7], [2026, 4, 15]],
    ['over the past month kiln', [2026, 3, 14], [2026, 4, 15]],
    ['kiln last 7 days', [2026, 4, 7], [2026, 4, 15]],
    ['within the past two years', [2024, 4, 14], [2026, 4, 15]],
    ['3 days ago', [2026, 4, 11], [2026, 4, 12]],
    ['two weeks ago', [2026, 3, 27], [2026, 4, 4]],
    ['a month ago', [2026, 3, 1], [2026, 4, 1]],
    ['the kiln in March', [2026, 2, 1], [2026, 3, 1]],
    ['the kiln in October', [2025, 9, 1], [2025, 10, 1]],
    ['in may 2024', [2024, 4, 1], [2024, 5, 1]],
    ['since February', [2026, 1, 1], [2026, 4, 15]],
    ['the kiln on 2026-03-05', [2026, 2, 5], [2026, 2, 6]],
    ['what broke 05.03.2026?', [2026, 2, 5], [2026, 2, 6]],
    ['on the 5th of March 2025', [2025, 2, 5], [2025, 2, 6]],
    ['the kiln of 31 Dec 2025', [2025, 11, 31], [2026, 0, 1]],
    ['what broke on March 5th, 2025', [2025, 2, 5], [2025, 2, 6]],
    ['on Sept. 30', [2025, 8, 30], [2025, 9, 1]],
    ['the glaze on 1 May', [2026, 4, 1], [2026, 4, 2]],
    ['since 10 May', [2026, 4, 10], [2026, 4, 15]],
    [`on 5 March 2025 ${'word '.repeat(15)}`, [2025, 2, 5], [2025, 2, 6]],
  ] as const)('%s', (query, [year, month, day], [toYear, toMonth, toDay]) => {
    const period = findPeriod(query, now);
    expect(new Date(period?.after ?? 0)).toEqual(new Date(year, month, day));
    expect(new Date(period?.before ?? 0)).toEqual(new Date(toYear, toMonth, toDay));
  });

  test('is not seen where words mean something else, or the query is a pasted text', () => {
    for (const query of [
      'may I march on',
      'the last weekday',
      'the past few bugs',
      'in the last 7 daylight hours',
      'yesterdays',
      `yesterday ${'word '.repeat(20)}`,
      'yesterday\nI fired the kiln',
      'may 3 tests fail',
      'march 12 miles',
      'before 5 March 2025',
      'on 31.02.2025',
      'claude-2025-03-05',
      '2025-03-05T10:00:00Z',
      'version 1.05.03.2026',
      'on 5 marching bands',
      `on 5 March 2025 ${'word '.repeat(20)}`,
    ])
      expect(findPeriod(query, now)).toBeNull();
  });

  test('of months up to now begins on the last day of a month that has no such day', () => {
    const period = findPeriod('in the last month', new Date(2026, 2, 31, 12));
    expect(new Date(period?.after ?? 0)).toEqual(new Date(2026, 1, 28));
    expect(new Date(period?.before ?? 0)).toEqual(new Date(2026, 3, 1));
  });

  test('of a day is taken out with the word before it', () => {
    const query = 'what broke on the 5th of March 2025 in the shed';
    const period = findPeriod(query, now);
    expect(period && withoutPeriod(query, period)).toBe('what broke in the shed');
  });

  test('is taken out of what is searched', () => {
    const query = 'what broke the kiln last week in the shed';
    const period = findPeriod(query, now);
    expect(period && withoutPeriod(query, period)).toBe('what broke the kiln in the shed');
  });
});
