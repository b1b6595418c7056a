import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { otherHistory, repeatHistories } from '../../../../bench/corpus/repeat-histories.ts';
import { conversationLines, historyText, sentence } from '../../../doubles/history.ts';
import { readHistory, TemporaryFolder } from '../../../doubles/reader.ts';

const history = historyText(conversationLines('first-session', 4, sentence));

test('a copy has the same lines with other ids, and a word of its own in each text', () => {
  const [one, two] = [otherHistory(history, 1), otherHistory(history, 2)];
  expect(one.split('\n')).toHaveLength(history.split('\n').length);
  expect(one).toContain(`copy1 ${sentence(1)}`);
  expect(two).toContain(`copy2 ${sentence(1)}`);
  expect(one).not.toContain('"first-session"');
  expect(otherHistory(history, 1)).toBe(one);
});

test('copies are written until there is enough, and are read as conversations of their own', async () => {
  await using folder = await TemporaryFolder.create();
  await folder.write('session.jsonl', history);
  await folder.write('notes.txt', 'no history');
  const to = join(folder.path, 'copies');
  const { files, bytes } = await repeatHistories(folder.path, to, 2.5 * history.length);
  expect(files).toBe(3);
  expect(bytes).toBeGreaterThanOrEqual(2.5 * history.length);
  const conversations = new Set<string>();
  for (const copy of await readdir(to)) {
    expect(await readFile(join(to, copy, 'session.jsonl'), 'utf8')).toContain(`copy${copy} `);
    const { parts } = await readHistory(join(to, copy, 'session.jsonl'));
    expect(parts).toHaveLength(4);
    for (const part of parts) conversations.add(part.conversation);
  }
  expect(conversations.size).toBe(3);
});
