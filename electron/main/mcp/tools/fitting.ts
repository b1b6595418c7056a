/**
 * Keeps a list within the tokens that an answer may have.
 */
import { z } from 'zod';
import { UNTRUSTED } from '../answer.ts';
import { TextBudget } from '../text-budget.ts';

/** The input of a tool that lists. */
export const maxTokens = z
  .int()
  .min(200)
  .max(50_000)
  .default(5_000)
  .describe('About how long the answer may be, its structured part included.');

/** Says it when some are left out. */
const leftOut = (count: number): string =>
  `${count} more did not fit; raise max_tokens or narrow what you ask for.`;

/** The first items that fit, as lines and as data; the lines also say how many did not. */
export function fitting<Data>(
  items: readonly { readonly lines: readonly string[]; readonly data: Data }[],
  tokens: number,
): { readonly lines: readonly string[]; readonly data: readonly Data[] } {
  const budget = new TextBudget(tokens);
  budget.charge([UNTRUSTED, '', leftOut(items.length), '{"conversations":[]}'].join('\n'));
  const shown = [];
  for (const item of items) {
    if (!budget.afford([...item.lines, JSON.stringify(item.data), ''].join('\n'))) break;
    shown.push(item);
  }
  const lines = shown.flatMap((item) => item.lines);
  const left = items.length - shown.length;
  return { lines: left > 0 ? [...lines, leftOut(left)] : lines, data: shown.map(({ data }) => data) };
}
