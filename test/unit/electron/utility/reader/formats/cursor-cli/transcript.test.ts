import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readHistory, TemporaryFolder } from '../../../../../../doubles/reader.ts';
import { said, titles } from '../../../../../../doubles/said.ts';

const folder = join(
  fileURLToPath(new URL('../../../../../../fixtures/cursor-cli/', import.meta.url)),
  'home-ana-api/agent-transcripts/9e2a',
);

describe('a transcript', () => {
  test('gives what was said and what tools were asked', async () => {
    expect(said(await readHistory(join(folder, '9e2a.jsonl')))).toEqual([
      'user text: Why does the zeppelin endpoint return 500?',
      'assistant text: Reading the handler.',
      'assistant tool-call: Read /home/ana/api/zeppelin.py',
      'assistant text: The hangar is None on Sundays.',
      'user text: Then guard it.',
      'assistant text: Guarded.',
    ]);
  });

  test('has its project and its title, and nothing is left out', async () => {
    const reading = await readHistory(join(folder, '9e2a.jsonl'));
    expect(reading.facts).toContainEqual({ key: '9e2a', project: '/home/ana/api' });
    expect(titles(reading)).toEqual({ '9e2a': 'Why does the zeppelin endpoint return 500?' });
    expect(reading.skipped).toEqual({});
  });

  test('of a subagent belongs to its parent', async () => {
    const { facts } = await readHistory(join(folder, 'subagents/77ff.jsonl'));
    expect(facts).toContainEqual({ key: '77ff', kind: 'subagent', parent: '9e2a' });
  });

  test('has the file’s time: its lines hold none', async () => {
    await using temporary = await TemporaryFolder.create();
    const line = JSON.stringify({ role: 'user', message: { content: 'Hi' } });
    const path = await temporary.write('t.jsonl', line);
    await utimes(path, 1_700_000_000, 1_700_000_000);
    expect((await readHistory(path)).parts[0]?.time).toBe(1_700_000_000_000);
  });

  test('is not what a history of Claude Code is', async () => {
    await using temporary = await TemporaryFolder.create();
    const line = JSON.stringify({ role: 'user', uuid: 'u', type: 'user', message: { content: 'Hi' } });
    expect((await readHistory(await temporary.write('t.jsonl', line))).checkpoint.format).toBe('claude-code');
  });
});
