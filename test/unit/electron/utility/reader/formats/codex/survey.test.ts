import { appendFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { event, jsonl, message, meta, read } from '../../../../../../doubles/codex-rollout.ts';
import { readHistory, TemporaryFolder } from '../../../../../../doubles/reader.ts';
import { spoken } from '../../../../../../doubles/said.ts';

describe('a rollback', () => {
  const turn = (text: string): object[] => [message('user', text), message('assistant', `re ${text}`)];
  const back = (turns: number): object => event('thread_rolled_back', { num_turns: turns });

  test.each([
    ['of one turn', [...turn('a'), ...turn('b'), back(1), ...turn('c')], ['a', 'c']],
    ['of more turns than there are', [...turn('a'), ...turn('b'), back(9), ...turn('c')], ['c']],
    ['of none', [...turn('a'), back(0)], ['a']],
    ['after another one', [...turn('a'), ...turn('b'), back(1), ...turn('c'), back(2), ...turn('d')], ['d']],
    ['of nothing', [back(1), ...turn('a')], ['a']],
    [
      'counts no injected prompts',
      [...turn('a'), ...turn('b'), message('user', '<turn_aborted>x</turn_aborted>'), back(1)],
      ['a'],
    ],
  ])('%s takes back what it says', async (_what, lines, left) => {
    const reading = await read([meta('s'), ...lines]);
    expect(spoken(reading).filter((text) => !text.startsWith('re '))).toEqual(left);
    expect(spoken(reading)).toHaveLength(2 * left.length);
  });

  test('in what was appended makes the file be read again', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('rollout.jsonl', jsonl([meta('s'), ...turn('a'), ...turn('b')]));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, jsonl([back(1), ...turn('c')]));
    const again = await readHistory(path, checkpoint);
    expect(again.batches[0]?.mode).toBe('replace');
    expect(spoken(again)).toEqual(['a', 're a', 'c', 're c']);
  });

  test('in a prompt is only a word', async () => {
    const reading = await read([meta('s'), message('user', 'what is "thread_rolled_back"?')]);
    expect(spoken(reading)).toHaveLength(1);
  });
});

describe('a growing rollout', () => {
  test('goes on from where reading ended', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('rollout.jsonl', jsonl([meta('s'), message('user', 'a')]));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, jsonl([message('assistant', 'b')]));
    const { batches, parts } = await readHistory(path, checkpoint);
    expect(batches[0]?.mode).toBe('continue');
    expect(parts.map(({ text }) => text)).toEqual(['b']);
  });

  test('by an event alone repeats nothing that its items said', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('rollout.jsonl', jsonl([meta('s'), message('user', 'a')]));
    const { checkpoint } = await readHistory(path);
    await appendFile(path, jsonl([event('user_message', { message: 'a' })]));
    expect((await readHistory(path, checkpoint)).parts).toEqual([]);
  });

  test('that had only events is read again when items follow', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write(
      'rollout.jsonl',
      jsonl([meta('s'), event('user_message', { message: 'a' })]),
    );
    const { checkpoint, parts } = await readHistory(path);
    expect(parts).toHaveLength(1);
    await appendFile(path, jsonl([message('user', 'a'), message('assistant', 'b')]));
    const again = await readHistory(path, checkpoint);
    expect(spoken(again)).toEqual(['a', 'b']);
    expect(again.batches[0]?.mode).toBe('replace');
  });
});
