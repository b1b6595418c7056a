import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCommand, promptTitle, TITLE_LENGTH } from '../../../../../electron/utility/reader/prompt-title.ts';

describe('a title from a prompt', () => {
  test.each([
    ['is its first line', '\n  Why does it fail?\nIt worked before.', 'Why does it fail?'],
    ['has no Markdown', '## **Fix** the `login` [test](http://x.y/z)', 'Fix the login test'],
    ['has no list or quote markers', '> - [ ] Buy flour', 'Buy flour'],
    [
      'keeps names with underscores and stars in code',
      'Rename max_old_space to a * b',
      'Rename max_old_space to a * b',
    ],
    [
      'is the heading of a plan that is only announced',
      'Implement the following plan:\n\n# Plan: Merge the two caches\n\n## Context\n…',
      'Plan: Merge the two caches',
    ],
    [
      'is the announcement of something that has no heading',
      'Fix this error:\nTypeError: x',
      'Fix this error',
    ],
    ['skips lines that say nothing', '---\n\n=====\n[Image #1]\nWhat is on it?', 'What is on it?'],
    ['skips code fences', '```ts\nconst a = 1;\n```\nExplain this', 'Explain this'],
    ['is of the code where there is nothing else', '```\nselect everything\n```', 'select everything'],
    ['has no tags', '<task>Sort the photos</task>', 'Sort the photos'],
    ['may be of one ideograph', '猫?', '猫?'],
    ['is nothing where nothing is said', '---\n1. 2. 3', ''],
  ])('%s', (_what, prompt, title) => {
    expect(promptTitle(prompt)).toBe(title);
  });

  test('ends with a sentence, or else behind a word', () => {
    const sentence = 'Please make the import faster. ';
    expect(promptTitle(sentence.repeat(9))).toBe(sentence.trim());
    const words = promptTitle('anchor '.repeat(40));
    expect(words).toMatch(/^(?:anchor )+anchor…$/);
    expect(words.length).toBeGreaterThan(TITLE_LENGTH / 2);
  });

  test('takes no time over a paste of megabytes', () => {
    expect(promptTitle('x'.repeat(5_000_000)).length).toBe(TITLE_LENGTH);
    expect(promptTitle(`${'['.repeat(3_000_000)}\nquestion`)).toBe('');
  });

  test('is one well-formed line of bounded length, whatever the prompt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (prompt) => {
        const title = promptTitle(prompt.toWellFormed());
        expect(title.length).toBeLessThanOrEqual(TITLE_LENGTH);
        expect(title).not.toMatch(/[\n\r]/);
        expect(title.isWellFormed()).toBe(true);
      }),
    );
  });
});

test.each([
  ['/review 12', true],
  ['/clear', true],
  ['! ls', true],
  ['/home/ana/notes.md is wrong', false],
  ['What does /clear do?', false],
  ['!important is overused', false],
])('%j is a command: %s', (prompt, expected) => {
  expect(isCommand(prompt)).toBe(expected);
});
