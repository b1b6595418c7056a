import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextBudget } from '../../../../../electron/main/mcp/text-budget.ts';

describe('a budget of tokens', () => {
  test('gives texts whole while they fit', () => {
    const budget = new TextBudget(1_000);
    expect(budget.take('a'.repeat(1_000))).toHaveLength(1_000);
  });

  test('cuts the first that does not fit and gives nothing after it', () => {
    const budget = new TextBudget(100);
    expect(budget.take('b'.repeat(1_000))).toBe(`${'b'.repeat(400)} … [600 more characters]`);
    expect(budget.take('c'.repeat(10))).toBeNull();
    expect(budget.spent).toBe(true);
  });

  test('gives less of a text whose characters take more tokens', () => {
    const given = (text: string): number => new TextBudget(100).spend(text.repeat(1_000));
    expect([given('b'), given('б'), given('字')]).toEqual([400, 200, 100]);
  });

  test('is spent by what is shown in any case', () => {
    const budget = new TextBudget(100);
    budget.charge('d'.repeat(300));
    expect(budget.take('e'.repeat(500))).toBeNull();
    expect(budget.take('f'.repeat(100))).toHaveLength(100);
  });

  test('never gives more than it has, nor half a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 900 })),
        fc.integer({ min: 50, max: 500 }),
        (texts, tokens) => {
          const budget = new TextBudget(tokens);
          const given = texts.map((text) => budget.take(text) ?? '');
          const length = given.reduce(
            (sum, text) => sum + text.replace(/ … \[\d+ more characters\]$/, '').length,
            0,
          );
          expect(length).toBeLessThanOrEqual(tokens * 4);
          expect(given.every((text) => text.isWellFormed())).toBe(true);
        },
      ),
    );
  });
});
