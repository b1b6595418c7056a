import { fileURLToPath } from 'node:url';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder } from '../../../../../doubles/reader.ts';

const fixture = fileURLToPath(
  new URL('../../../../../fixtures/aider/.aider.chat.history.md', import.meta.url),
);

describe('a history of Aider', () => {
  test('gives sessions with a prompt, without what Aider says of itself', async () => {
    const { parts, facts, checkpoint } = await readHistory(fixture);
    expect(checkpoint.format).toBe('aider');
    expect(parts.map(({ role, kind, text }) => [role, kind, text])).toEqual([
      ['user', 'text', 'add a retry to fetch.ts  \nand a test for it'],
      [
        'assistant',
        'text',
        'I will add a retry.\n\n```markdown\n# aider chat started at 2020\n> not output\n#### not a prompt\n```\n\nDone.',
      ],
      ['tool', 'tool-result', 'Applied edit to fetch.ts'],
      ['user', 'text', '/run npm test'],
      ['tool', 'tool-result', '12 passed'],
    ]);
    expect(parts[0]?.time).toBe(new Date(2026, 6, 15, 14, 53, 34).getTime());
    const { conversation: key = '' } = parts[0] ?? {};
    expect(facts).toEqual([
      { key, kind: 'main', project: dirname(fixture) },
      { key, title: { text: 'add a retry to fetch.ts', rank: 2 } },
    ]);
  });

  test('leaves out what the model thought, also where it was interrupted', async () => {
    await using folder = await TemporaryFolder.create();
    const tag = 'thinking-content-7bbeb8e1441453ad999a0bbba8a46d4b';
    const lines = [
      '# aider chat started at 2026-07-15 14:53:34',
      '#### one',
      `<${tag}>`,
      'Perhaps',
      '> a quote',
      '```',
      `</${tag}>`,
      'Two.',
      '#### three',
      `<${tag}>`,
      'Hm',
      '> ^C again to exit',
      '#### four',
      `<${tag}>Well.</${tag}>`,
      'Five.',
    ];
    const { parts } = await readHistory(await folder.write('.aider.chat.history.md', lines.join('\n')));
    expect(parts.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'one'],
      ['assistant', 'Two.'],
      ['user', 'three'],
      ['user', 'four'],
      ['assistant', 'Five.'],
    ]);
  });

  test('tells sessions that began in the same second, and code that was never closed ends with its session', async () => {
    await using folder = await TemporaryFolder.create();
    const start = '# aider chat started at 2026-07-15 14:53:34\n\n';
    const path = await folder.write(
      '.aider.chat.history.md',
      `${start}#### one\n\n\`\`\`\nopen\n${start}#### two\n`,
    );
    const { parts } = await readHistory(path);
    expect(parts.map(({ text }) => text)).toEqual(['one', '```\nopen', 'two']);
    expect(new Set(parts.map(({ conversation }) => conversation)).size).toBe(2);
  });

  test('has each prompt and answer in its session, whatever they are', async () => {
    const line = fc.stringMatching(/^[a-z][ -~]{0,20}$/).map((text) => text.replaceAll('`', "'"));
    const turns = fc.array(fc.record({ prompt: line, answer: line }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(turns, { minLength: 1, maxLength: 4 }), async (sessions) => {
        await using folder = await TemporaryFolder.create();
        const text = sessions
          .map((session, index) => {
            const said = session.map(({ prompt, answer }) => `#### ${prompt}\n\n${answer}\n\n`).join('');
            return `# aider chat started at 2026-07-15 14:53:${String(10 + index)}\n\n${said}`;
          })
          .join('');
        const { parts } = await readHistory(await folder.write('.aider.chat.history.md', text));
        const expected = sessions.map((session) =>
          session.flatMap(({ prompt, answer }) => [prompt.trim(), answer.trim()]),
        );
        const found = Map.groupBy(parts, ({ conversation }) => conversation);
        expect([...found.values()].map((session) => session.map((part) => part.text))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
