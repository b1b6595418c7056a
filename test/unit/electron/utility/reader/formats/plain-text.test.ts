import { stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { titleRanks } from '../../../../../../electron/shared/conversation.ts';
import { readHistory, TemporaryFolder, type Reading } from '../../../../../doubles/reader.ts';

async function read(text: string | Uint8Array, name = 'notes.md'): Promise<Reading> {
  await using folder = await TemporaryFolder.create();
  return await readHistory(await folder.write(name, text));
}

const turns = ({ parts }: Reading): [string, string][] => parts.map(({ role, text }) => [role, text]);

describe('a text file', () => {
  test('is one message of the user, at the time of the file', async () => {
    await using folder = await TemporaryFolder.create();
    const path = await folder.write('notes.txt', 'First.\n\nSecond.\r\n');
    const { parts, facts } = await readHistory(path);
    const { mtimeMs } = await stat(path);
    expect(parts).toMatchObject([{ role: 'user', kind: 'text', text: 'First.\n\nSecond.', time: mtimeMs }]);
    expect(facts[0]).toMatchObject({ kind: 'document', title: { text: 'notes.txt', rank: 1 } });
  });

  test('is told by its path, so that it stays itself when it is edited', async () => {
    await using folder = await TemporaryFolder.create();
    const first = await readHistory(await folder.write('a.md', 'one'));
    const edited = await readHistory(await folder.write('a.md', 'two, longer'), first.checkpoint);
    const other = await readHistory(await folder.write('b.md', 'one'));
    expect(edited.batches[0]?.mode).toBe('replace');
    expect(edited.parts[0]?.conversation).toBe(first.parts[0]?.conversation);
    expect(other.parts[0]?.conversation).not.toBe(first.parts[0]?.conversation);
  });

  test.each([
    ['names with a colon', 'User: Hi\nAssistant: Hello\nthere\n'],
    ['headings', '## User\n\nHi\n\n## Assistant\n\nHello\nthere\n'],
    ['bold names', '**User:** Hi\n\n**Assistant:** Hello\nthere\n'],
  ])('is split into turns at %s', async (_what, text) => {
    expect(turns(await read(text))).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Hello\nthere'],
    ]);
  });

  test('is not split in code, nor where a name is just a word', async () => {
    const text = 'The user: one who uses.\nUser stories\n```\nUser: code\n# not a title\n```\n';
    const reading = await read(text);
    expect(turns(reading)).toEqual([['user', text.trim()]]);
    expect(reading.facts.filter(({ title }) => title?.rank === titleRanks.summary)).toEqual([]);
  });

  test('has its first heading as its title', async () => {
    const { facts } = await read('Intro\n# The plan\n# Later\n');
    expect(facts.at(-1)?.title?.text).toBe('The plan');
  });

  test('of great length is many messages in many batches, and one of its lines may be the whole file', async () => {
    const text = 'word '.repeat(400_000);
    const reading = await read(text);
    expect(reading.batches.length).toBeGreaterThan(3);
    expect(reading.parts.map(({ text: part }) => part).join(' ').length).toBeGreaterThan(text.length - 100);
    expect(reading.batches.map(({ mode }) => mode)).toEqual([
      'replace',
      ...reading.batches.slice(1).map(() => 'continue'),
    ]);
  });

  test('is refused if it is binary, or has another name', async () => {
    await expect(read('a\0b')).rejects.toMatchObject({ code: 'format-unknown' });
    await expect(read('plain words', 'notes.log')).rejects.toMatchObject({ code: 'format-unknown' });
  });
});
