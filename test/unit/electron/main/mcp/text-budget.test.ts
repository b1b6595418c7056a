import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextBudget } from '../../../../../electron/main/mcp/text-budget.ts';
import { tokensOf } from '../../../../../electron/main/mcp/token-meter.ts';

const WORDS = 'some words here '.repeat(200);

describe('a budget of tokens', () => {
  test('gives texts whole while they fit', () => {
    expect(new TextBudget(Math.ceil(tokensOf(WORDS))).take(WORDS)).toBe(WORDS);
  });

  test('cuts the first that does not fit and gives nothing after it', () => {
    const budget = new TextBudget(100);
    const given = budget.take(WORDS) ?? '';
    expect(given).toMatch(/^some words here .* … \[\d+ more characters\]$/);
    expect(budget.take('c'.repeat(10))).toBeNull();
    expect(budget.spent).toBe(true);
  });

  test('is spent by what is shown in any case', () => {
    const budget = new TextBudget(100);
    budget.charge(WORDS.slice(0, 300));
    expect(budget.take(WORDS)).toBeNull();
    expect(budget.take('short')).toBe('short');
  });

  test('counts what is shown as a quotation and as data at what both take', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'B', '7', ' ', '\n', '\t', '"', '\\', '-', 'ü', '字', '😀'),
          minLength: 1,
        }),
        (text) => {
          const both = `${text.replaceAll('\n', '\n   > ')}${JSON.stringify(text).slice(1, -1)}`;
          // What is said behind a text that is cut has its place beside it.
          const budget = new TextBudget(Math.floor(tokensOf(both)) - 1 + 30, 'twice');
          expect(budget.fits(text)).toBe(false);
        },
      ),
    );
  });

  test('never gives more than it has, nor half a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 900 })),
        fc.integer({ min: 50, max: 500 }),
        (texts, tokens) => {
          const budget = new TextBudget(tokens);
          const given = texts.map((text) => budget.take(text) ?? '');
          const spent = given.map((text) => tokensOf(text.replace(/ … \[\d+ more characters\]$/, '')));
          expect(spent.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(tokens + 0.01);
          expect(given.every((text) => text.isWellFormed())).toBe(true);
        },
      ),
    );
  });
});
