import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROMPT_KEY } from '../../../../../electron/shared/conversation.ts';
import { readHistory, TemporaryFolder } from '../../../../doubles/reader.ts';
import { titles } from '../../../../doubles/said.ts';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));
const claudeCode = join(fixtures, 'claude-code-prompts/history.jsonl');
const codex = join(fixtures, 'codex-prompts/history.jsonl');

describe('Claude Code’s list of prompts', () => {
  test('gives each prompt to its session, with what was pasted, and the folder’s where none is named', async () => {
    const { parts, facts, checkpoint, skipped } = await readHistory(claudeCode);
    expect(checkpoint.format).toBe('claude-code');
    expect(new Set(parts.map(({ conversation, text }) => `${conversation.slice(0, 8)} ${text}`))).toEqual(
      new Set([
        '0b7c2a54 Why does the login test fail on Mondays?\nIt passes on other days.',
        '77aa2a54 Explain this trace: Traceback: walrus not found',
        '77aa2a54 And how do I raise it again?',
        'prompts: An old prompt without a session',
      ]),
    );
    expect(facts).toContainEqual({
      key: '77aa2a54-2f10-4a5e-9c39-2d1f4c6a8e99',
      project: '/home/ana/walrus',
    });
    expect(skipped).toEqual({});
  });

  test('has its times in ms', async () => {
    expect((await readHistory(claudeCode)).parts[0]?.time).toBe(1_772_355_600_000);
  });
});

describe('Codex’s list of prompts', () => {
  test('has its times in seconds; a prompt that stands there twice is one', async () => {
    const reading = await readHistory(codex);
    expect(reading.checkpoint.format).toBe('codex');
    expect(reading.parts[0]?.time).toBe(1_775_124_005_000);
    expect(new Set(reading.parts.map(({ uid }) => uid)).size).toBe(3);
    expect(titles(reading)['0198aaaa-0000-7000-8000-00000000dead']).toBe(
      'Which tide tables does the narwhal service read?',
    );
  });

  test('marks its messages for the library', async () => {
    const { parts } = await readHistory(codex);
    expect(parts.every(({ message }) => message.startsWith(PROMPT_KEY))).toBe(true);
  });

  test('counts what it can’t read', async () => {
    await using folder = await TemporaryFolder.create();
    const lines = ['{"session_id":"s","ts":1,"text":"a"}', '{"session_id":"s"}', 'nonsense', ''];
    const { skipped } = await readHistory(await folder.write('history.jsonl', lines.join('\n')));
    expect(skipped).toEqual({ 'unknown-shape': 1, 'invalid-json': 1 });
  });
});
