import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meantId, printedId } from '../../../headless/conversation-ids.ts';

test.each([
  ['claude-code:7abf213a-0b3e-4c99-82cd-3f6dfcd74e9f', 'claude-code:7abf213a-0b3e-4c99-82cd-3f6dfcd74e9f'],
  ['text:/home/zoë/notes.md', 'text:/home/zoë/notes.md'],
  ['text:/home/ana/my notes.md', 'text:/home/ana/my%20notes.md'],
  ['claude-code:x; touch pwned', 'claude-code:x%3B%20touch%20pwned'],
  ['claude-code:$(id)`id`\'"', 'claude-code:%24%28id%29%60id%60%27%22'],
  ['claude-code:\u001b]0;x\u0007', 'claude-code:%1B%5D0%3Bx%07'],
])('%j is printed as %s', (id, printed) => {
  expect(printedId(id)).toBe(printed);
});

/** What shells and terminals obey, as frequent as anything else. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...Array.from(' \t\n\u001b\u007f\u009b\u202e\u2028"\'`$&|;<>()*?[]{}!#^\\%~=é日')),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});

test('what is printed means nothing to a shell, and is the id to whoever is asked for it', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (key) => {
      const id = `claude-code:${key}`;
      const printed = printedId(id);
      expect(printed).not.toMatch(/[\s\p{C}"'`$&|;<>()*?[\]{}!#^\\]/u);
      const isKnown = (each: string) => Promise.resolve(each === id ? {} : undefined);
      expect(await meantId(printed, isKnown)).toBe(id);
      expect(await meantId(id, isKnown)).toBe(id);
    }),
  );
});

test('an id that nothing has is refused', async () => {
  await expect(meantId('claude-code:a b', () => Promise.resolve(undefined))).rejects.toThrow(
    'There is no conversation claude-code:a%20b in the library.',
  );
});
