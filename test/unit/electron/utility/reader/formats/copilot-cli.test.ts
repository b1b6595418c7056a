import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder } from '../../../../../doubles/reader.ts';
import { said, titles } from '../../../../../doubles/said.ts';

const events = join(
  fileURLToPath(new URL('../../../../../fixtures/copilot-cli/', import.meta.url)),
  '5b0e',
  'events.jsonl',
);
const key = '5b0e77aa-1234-4cde-8f00-9a8b7c6d5e4f';

describe('a session', () => {
  test('gives what was said, what tools were asked and what they answered', async () => {
    expect(said(await readHistory(events))).toEqual([
      'user text: Which apple varieties does the seeder know?',
      'assistant tool-call: view /home/ana/orchard/seeder.rs',
      'assistant tool-call: bash cargo run --bin seeder',
      'tool tool-result: const VARIETIES: [&str; 2] = ["Boskoop", "Gala"];',
      'tool tool-result: cargo: command not found',
      'assistant text: It knows Boskoop and Gala.',
      'summary text: The user asked about apple varieties.',
      'assistant tool-call: task_complete',
      'assistant text: Two varieties found: Boskoop and Gala.',
    ]);
  });

  test('has its project and its title, and nothing is left out', async () => {
    const reading = await readHistory(events);
    expect(reading.facts).toContainEqual({ key, project: '/home/ana/orchard' });
    expect(titles(reading)).toEqual({ [key]: 'Apple varieties' });
    expect(reading.skipped).toEqual({});
    expect(new Set(reading.parts.map(({ conversation }) => conversation))).toEqual(new Set([key]));
  });

  test('is named after its folder where its events don’t tell', async () => {
    await using folder = await TemporaryFolder.create();
    const line = JSON.stringify({ type: 'user.message', data: { content: 'Hi' }, id: 'a' });
    const { parts } = await readHistory(await folder.write('events.jsonl', line));
    expect(folder.path.endsWith(parts[0]?.conversation ?? '?')).toBe(true);
  });

  test('takes an id that is empty as none', async () => {
    await using folder = await TemporaryFolder.create();
    const event = { type: 'assistant.message', id: '', data: { messageId: '', content: 'Hi' } };
    const { parts } = await readHistory(await folder.write('a.jsonl', JSON.stringify(event)));
    expect(parts.map(({ message }) => message)).toEqual(['0+0']);
  });

  test('counts what it can’t read', async () => {
    await using folder = await TemporaryFolder.create();
    const lines = [
      { type: 'user.message', data: { content: 'Hi' } },
      { type: 'user.message', data: { content: 5 } },
      { type: 'novelty', data: { content: 'x' } },
      { type: 'assistant.message', data: {} },
    ];
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"type":\n`;
    const reading = await readHistory(await folder.write('events.jsonl', text));
    expect(reading.skipped).toEqual({ 'unknown-shape': 3, 'invalid-json': 1 });
  });
});
