/**
 * Keeps a list within the tokens that an answer may have.
 */
import { z } from 'zod';
import { quoting, UNTRUSTED } from '../answer.ts';
import { TextBudget } from '../text-budget.ts';

/** The fewest tokens in which something can be said. */
export const LEAST_TOKENS = 500;

/** The input of a tool that lists. */
export const maxTokens = z
  .int()
  .min(LEAST_TOKENS)
  .max(50_000)
  .default(5_000)
  .describe('About how long the answer may be, its structured part included.');

/** What every output schema has of an answer that lists. */
export const noted = { notes: z.array(z.string()).describe('What to know about the answer.') };

/** Says it when some are left out. */
const leftOut = (count: number): string =>
  `${count} more did not fit; raise max_tokens or narrow what you ask for.`;

/** An item of a list, as lines and as data. */
interface Item<Data> {
  readonly lines: readonly string[];
  readonly data: Data;
}

/** An answer with the first item and as many more as fit, under `conversations`; it says how many did not. `none`: what is said without any. */
export function listing(
  items: readonly Item<Record<string, unknown>>[],
  tokens: number,
  none: string,
): ReturnType<typeof quoting> {
  const budget = new TextBudget(tokens);
  const frame = JSON.stringify({ notice: UNTRUSTED, notes: [leftOut(items.length)], conversations: [] });
  budget.charge([UNTRUSTED, '', leftOut(items.length), frame].join('\n'));
  const shown = [];
  for (const item of items) {
    const fits = budget.afford([...item.lines, JSON.stringify(item.data), ''].join('\n'));
    if (!fits && shown.length > 0) break;
    shown.push(item);
  }
  const left = items.length - shown.length;
  const notes = [...(items.length === 0 ? [none] : []), ...(left > 0 ? [leftOut(left)] : [])];
  return quoting([...shown.flatMap(({ lines }) => lines), ...notes], {
    notes,
    conversations: shown.map(({ data }) => data),
  });
}
