import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../doubles/reader.ts';
import { said, titles, uids } from '../../../../../doubles/said.ts';

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

  test('counts no events of new kinds that hold no words', async () => {
    const reading = await read([
      { type: 'user.message', data: { content: 'Hi' } },
      { type: 'tool_search.activated', data: { toolNames: ['x'] } },
      { type: 'model.call_failure', data: { statusCode: 500 } },
    ]);
    expect(reading.skipped).toEqual({});
  });

  test('leaves out what the program says in the user’s name to go on', async () => {
    const reading = await read([
      { type: 'user.message', data: { content: 'Prune the trees' } },
      { type: 'user.message', data: { content: 'Continue.', isAutopilotContinuation: true } },
    ]);
    expect(said(reading)).toEqual(['user text: Prune the trees']);
  });
});

describe('a subagent', () => {
  const lines = [
    { type: 'session.start', data: { sessionId: 's', context: { cwd: '/home/ana/orchard' } } },
    { type: 'user.message', id: '1', data: { content: 'Prune the trees' } },
    {
      type: 'user.message',
      id: '2',
      agentId: 'pruner',
      data: { content: 'List the branches.', source: 'agent-root' },
    },
    { type: 'assistant.message', id: '3', agentId: 'pruner', data: { messageId: 'm3', content: 'Nine.' } },
    {
      type: 'tool.execution_complete',
      id: '4',
      agentId: 'pruner',
      data: { toolCallId: 'c', result: { content: 'branches' } },
    },
    { type: 'assistant.message', id: '5', data: { messageId: 'm5', content: 'Pruned.' } },
    { type: 'user.message', id: '6', data: { content: 'I am done.', source: 'agent-pruner' } },
  ];

  test('has a conversation of its own, and nothing of it is in the user’s mouth', async () => {
    const reading = await read(lines);
    const of = (key: string): string[] =>
      said({ ...reading, parts: reading.parts.filter(({ conversation }) => conversation === key) });
    expect(of('s')).toEqual([
      'user text: Prune the trees',
      'assistant text: Pruned.',
      'tool tool-result: I am done.',
    ]);
    expect(of('s/pruner')).toEqual([
      'user text: List the branches.',
      'assistant text: Nine.',
      'tool tool-result: branches',
    ]);
    expect(reading.facts).toContainEqual({ key: 's/pruner', kind: 'subagent', parent: 's' });
    expect(reading.facts).toContainEqual({ key: 's/pruner', project: '/home/ana/orchard' });
    expect(titles(reading)).toEqual({ s: 'Prune the trees', 's/pruner': 'List the branches.' });
  });

  test('that says nothing is no conversation', async () => {
    const reading = await read([
      ...lines.slice(0, 2),
      { type: 'subagent.started', id: '9', agentId: 'silent', data: { agentName: 'x' } },
      { type: 'assistant.message', id: '10', agentId: 'silent', data: { messageId: 'm', content: '' } },
    ]);
    expect(new Set(reading.facts.map(({ key }) => key))).toEqual(new Set(['s']));
  });

  test('of earlier versions is told by the call that it works for', async () => {
    const data = { messageId: 'm', content: 'Nine.', parentToolCallId: 'call_1' };
    const { parts } = await read([lines[0] ?? {}, { type: 'assistant.message', id: '3', data }]);
    expect(parts.map(({ conversation }) => conversation)).toEqual(['s/call_1']);
  });

  test('is the same however the file grows', async () => {
    await using folder = await TemporaryFolder.create();
    const whole = await read(lines);
    for (let cut = 1; cut < lines.length; cut += 1) {
      const path = await folder.write(`${cut}.jsonl`, jsonl(lines.slice(0, cut)));
      const first = await readHistory(path);
      await appendFile(path, jsonl(lines.slice(cut)));
      const second = await readHistory(path, first.checkpoint);
      expect([...first.parts, ...second.parts].map(({ uid }) => uid)).toEqual(uids(whole));
      expect(titles({ ...second, facts: [...first.facts, ...second.facts] })).toEqual(titles(whole));
    }
  });
});

const jsonl = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

async function read(lines: readonly object[]): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  return await readHistory(await folder.write('events.jsonl', jsonl(lines)));
}
