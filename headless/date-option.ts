/**
 * Days and times as options of the command line take them.
 */
import { z } from 'zod';
import { RecollectError } from '../electron/shared/errors.ts';

const day = z.iso.date();
const moment = z.iso.datetime({ local: true, offset: true });

/**
 * A day as its beginning on this machine, as the window and agents understand it, or a time: ms since 1970. `option`:
 * what it was given for.
 *
 * @throws RecollectError `usage` where it is neither.
 */
export function timeOption(option: string, text: string): number {
  if (day.safeParse(text).success) return Date.parse(`${text}T00:00:00`);
  if (moment.safeParse(text).success) return Date.parse(text);
  throw new RecollectError(
    'usage',
    `${option} takes a day such as 2026-03-31, or a time such as 2026-03-31T18:00, not "${text}".`,
  );
}
