import { expect, test } from 'vitest';
import { timeOption } from '../../../headless/date-option.ts';

test('a day begins where this machine is, and a time may say where it is of', () => {
  expect(timeOption('--after', '2026-03-31')).toBe(new Date(2026, 2, 31).getTime());
  expect(timeOption('--after', '2026-03-31T18:00')).toBe(new Date(2026, 2, 31, 18).getTime());
  expect(timeOption('--after', '2026-03-31T18:00:30.5Z')).toBe(Date.UTC(2026, 2, 31, 18, 0, 30, 500));
  expect(timeOption('--after', '2026-03-31T18:00:00+02:00')).toBe(Date.UTC(2026, 2, 31, 16));
});

test.each(['tomorrow', '3', '2026', '03/04/2026', '2026-02-30', '2026-13-01', '', 'March 2026'])(
  '"%s" is neither, and the sentence says what is',
  (text) => {
    expect(() => timeOption('--before', text)).toThrow(/^--before takes a day such as 2026-03-31/);
  },
);
