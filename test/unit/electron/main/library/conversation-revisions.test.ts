import { describe, expect, test } from 'vitest';
import { FileImport } from '../../../../doubles/file-import.ts';

type Messages = Record<string, string>;

/** An export with one conversation; messages by their ids. */
const conversation = (uuid: string, day: number, messages: Messages, name = 'Name'): object => ({
  uuid,
  name,
  created_at: '2026-08-01T00:00:00Z',
  updated_at: `2026-08-${String(day).padStart(2, '0')}T00:00:00Z`,
  chat_messages: Object.entries(messages).map(([id, text], index) => ({
    uuid: id,
    sender: 'human',
    text,
    created_at: `2026-08-01T00:00:0${index}Z`,
  })),
});
const exported = (...conversations: object[]): string => JSON.stringify(conversations);

const before = conversation('c1', 2, { m1: 'Question', m2: 'First try' });
const after = conversation('c1', 3, { m1: 'Question', m3: 'Second try', m4: 'Thanks' }, 'New name');
const other = conversation('c2', 1, { m1: 'Another' });
const titles = ({ database }: FileImport): unknown[] =>
  database
    .prepare('SELECT title FROM conversations ORDER BY key')
    .all()
    .map(({ title }) => title);

describe('a newer export', () => {
  test('replaces the conversations that changed and leaves the others', async () => {
    await using library = await FileImport.create();
    await library.write('july.json', exported(before, other));
    await library.write('august.json', exported(after));
    expect(library.texts()).toEqual(['c1: Question', 'c1: Second try', 'c1: Thanks', 'c2: Another']);
    expect(titles(library)).toEqual(['New name', 'Name']);
  });

  test('is not undone by an older one that is read after it', async () => {
    await using library = await FileImport.create();
    await library.write('august.json', exported(after));
    await library.write('july.json', exported(before, other));
    expect(library.texts()).toEqual(['c1: Question', 'c1: Second try', 'c1: Thanks', 'c2: Another']);
    expect(titles(library)).toEqual(['New name', 'Name']);
  });

  test('in the place of the older one keeps the conversations that it no longer has', async () => {
    await using library = await FileImport.create();
    await library.write('conversations.json', exported(before, other));
    await library.write('conversations.json', exported(after));
    expect(library.texts()).toEqual(['c1: Question', 'c1: Second try', 'c1: Thanks', 'c2: Another']);
  });

  test('leaves nothing of the old texts to be found', async () => {
    await using library = await FileImport.create();
    await library.write('july.json', exported(before));
    await library.write('august.json', exported(after));
    const found = (words: string): unknown[] =>
      library.database.prepare('SELECT rowid FROM words WHERE words MATCH ?').all(words);
    expect(found('First')).toEqual([]);
    expect(found('Second')).toHaveLength(1);
    expect(library.database.prepare("SELECT 1 FROM texts WHERE text LIKE '%First try%'").all()).toEqual([]);
  });
});

describe('the same export', () => {
  test('read again, also from another place, doubles nothing', async () => {
    await using library = await FileImport.create();
    const rows = (): unknown => library.database.prepare('SELECT count(*) AS n FROM chunks').get();
    await library.write('a.json', exported(after, other));
    const [texts, chunks] = [library.texts(), rows()];
    await library.write('a.json', `${exported(after, other)}\n`);
    await library.write('b.json', exported(after, other));
    expect(library.texts()).toEqual(texts);
    expect(rows()).toEqual(chunks);
  });

  test('is whole after a reading that ended in the middle of a conversation', async () => {
    await using library = await FileImport.create();
    const long = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`m${index}`, `${index} ${'word '.repeat(500)}`]),
    );
    await library.write('a.json', exported(conversation('c1', 2, long)));
    const expected = library.texts().filter((text) => !text.startsWith('c1: 7 '));
    delete long.m7;
    const path = await library.folder.write('b.json', exported(conversation('c1', 3, long)));
    await library.import(path, 2);
    expect(library.texts()).toHaveLength(400);
    await library.import(path);
    expect(library.texts()).toEqual(expected);
  });
});
