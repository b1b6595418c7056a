import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../../doubles/reader.ts';

const fixture = fileURLToPath(
  new URL('../../../../../../fixtures/claude-ai/conversations.json', import.meta.url),
);

async function read(document: unknown, blockBytes?: number): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  return await readHistory(
    await folder.write('conversations.json', JSON.stringify(document)),
    null,
    blockBytes,
  );
}

describe('an export of Claude.ai', () => {
  test('gives what was said, what was attached, and artifacts by word; no thinking', async () => {
    const { parts, facts, skipped, batches } = await readHistory(fixture);
    expect(parts.map(({ role, kind, text }) => [role, kind, text])).toEqual([
      ['user', 'text', 'Draw a map of the bakeries'],
      ['user', 'text', 'paste.txt\n\nGood Alley: sourdough on Fridays'],
      ['assistant', 'text', 'Here it is.'],
      ['assistant', 'tool-call', 'artifact Bakery map'],
      ['assistant', 'tool-result', 'const bakeries = ["Good Alley", "Big Crumb"];'],
      ['tool', 'tool-result', 'OK'],
      ['user', 'text', 'Thanks, old style'],
      ['assistant', 'text', 'You are welcome.'],
      ['assistant', 'tool-call', 'artifact Opening hours'],
      ['assistant', 'tool-result', 'Open from six.'],
    ]);
    expect(new Set(parts.map(({ message }) => message)).size).toBe(5);
    expect(parts[0]?.time).toBe(Date.parse('2026-08-01T09:01:00Z'));
    expect(facts).toEqual([
      {
        key: 'c0ffee00-0000-4000-8000-000000000001',
        kind: 'main',
        title: { text: 'Bakery map', rank: 4 },
        revision: { at: Date.parse('2026-08-01T09:30:00Z'), complete: true },
      },
    ]);
    expect(skipped).toEqual({ 'broken-conversation': 1 });
    expect(batches.at(-1)?.skipped[0]?.firstName).toBe('Lost messages');
  });

  test('is read where the messages stand before the name', async () => {
    const { parts, facts } = await read({
      chat_messages: [{ sender: 'human', text: 'Hello' }],
      uuid: 'x',
      title: 'Greeting',
    });
    expect(parts.map(({ text, message }) => [text, message])).toEqual([['Hello', '#0']]);
    expect(facts[0]?.title?.text).toBe('Greeting');
  });

  test('counts what is no message and goes on', async () => {
    const messages = [
      { sender: 'somebody' },
      7,
      { sender: 'human', text: 'Hi', content: [null, { type: 5 }] },
    ];
    const { parts, skipped } = await read([{ uuid: 'x', chat_messages: messages }]);
    expect(parts.map(({ text }) => text)).toEqual(['Hi']);
    expect(skipped).toEqual({ 'unknown-shape': 1 });
  });

  test('keeps each text with its conversation, in blocks of any size', async () => {
    const said = fc.string({ minLength: 1, unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 64, max: 500 }),
        async (conversations, block) => {
          const document = conversations.map((texts, conversation) => ({
            uuid: `c${conversation}`,
            chat_messages: texts.map((text, index) => ({
              uuid: `m${index}`,
              sender: index % 2 === 0 ? 'human' : 'assistant',
              content: [{ type: 'text', text: `${conversation}.${index} ${text}` }],
            })),
          }));
          const { parts } = await read(document, block);
          expect(parts.map(({ conversation, text }) => [conversation, text.split(' ')[0]])).toEqual(
            conversations.flatMap((texts, conversation) =>
              texts.map((_text, index) => [`c${conversation}`, `${conversation}.${index}`]),
            ),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});
