import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConversationStore } from '../../../../../electron/main/library/conversation-store.ts';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import { NO_MARKS } from '../../../../../electron/shared/marks.ts';
import { FileImport } from '../../../../doubles/file-import.ts';

let library: FileImport;
let store: MarkStore;
let conversations: ConversationStore;
let id: string;

beforeEach(async () => {
  library = await FileImport.create();
  await library.write('one.md', '# One\n\n## User\n\nThe kiln stayed cold.\n');
  store = new MarkStore(library.database);
  conversations = new ConversationStore(library.database);
  id = conversations.recent(1, null)[0]?.id ?? '';
});
afterEach(() => library[Symbol.asyncDispose]());

describe('marks', () => {
  test('are changed one by one, and taken back', () => {
    expect(conversations.header(id)?.marks).toEqual(NO_MARKS);
    expect(store.change(id, { starred: true })).toEqual({ ...NO_MARKS, starred: true });
    expect(store.change(id, { hidden: true, addTags: ['b', 'a'] })).toEqual({
      starred: true,
      hidden: true,
      tags: ['a', 'b'],
    });
    expect(store.change(id, { starred: false, hidden: false, removeTags: ['a'] })).toEqual({
      ...NO_MARKS,
      tags: ['b'],
    });
    expect(library.database.prepare('SELECT count(*) AS n FROM marks').get()?.n).toBe(0);
    expect(store.tags()).toEqual([{ tag: 'b', conversations: 1 }]);
  });

  test('are for conversations of the library only', () => {
    expect(store.change('text:nothing', { starred: true })).toBeUndefined();
    expect(store.change('nothing', { starred: true })).toBeUndefined();
  });

  test('stay with a conversation that is read again', async () => {
    store.change(id, { starred: true });
    await library.write('one.md', '# One\n\n## User\n\nThe kiln is warm again.\n');
    expect(conversations.header(id)?.marks.starred).toBe(true);
  });

  test('go with a conversation that is forgotten together with its source', async () => {
    const other = await library.write('two.md', '# Two\n\n## User\n\nThe oven is hot.\n');
    const [two = ''] = conversations.recent(2, null).flatMap((info) => (info.id === id ? [] : [info.id]));
    store.change(id, { starred: true, addTags: ['clay'] });
    store.change(two, { hidden: true, addTags: ['bread'] });
    library.purge(other);
    expect(store.tags()).toEqual([{ tag: 'clay', conversations: 1 }]);
    expect(conversations.header(id)?.marks).toEqual({ starred: true, hidden: false, tags: ['clay'] });

    await library.import(other);
    expect(conversations.header(two)?.marks).toEqual(NO_MARKS);
  });

  test('stay while another file holds the conversation', async () => {
    const line = { type: 'user', uuid: 'u', sessionId: 's', timestamp: '2026-11-01T10:00:00Z' };
    const session = `${JSON.stringify({ ...line, message: { role: 'user', content: 'The wheel turns.' } })}\n`;
    const first = await library.write('first.jsonl', session);
    await library.write('second.jsonl', session);
    store.change('claude-code:s', { starred: true });
    library.purge(first);
    expect(conversations.header('claude-code:s')?.marks.starred).toBe(true);
  });

  test('that hide keep a conversation out of the lists but its own', () => {
    store.change(id, { hidden: true });
    expect(conversations.recent(10, null)).toEqual([]);
    expect(conversations.marked('hidden', 10).map((info) => info.id)).toEqual([id]);
    expect(conversations.marked('starred', 10)).toEqual([]);
  });
});

describe('saved searches', () => {
  const search = { name: 'Kilns', query: 'kiln', mode: 'hybrid', filter: { tag: 'clay' } } as const;

  test('are replaced by one of the same name, and removed by it', () => {
    store.saveSearch(search);
    store.saveSearch({ ...search, query: 'cold kiln' });
    store.saveSearch({ ...search, name: 'a later one' });
    expect(store.savedSearches().map(({ name, query }) => [name, query])).toEqual([
      ['a later one', 'kiln'],
      ['Kilns', 'cold kiln'],
    ]);
    store.removeSearch('Kilns');
    expect(store.savedSearches()).toHaveLength(1);
  });

  test('that a later version wrote are left out', () => {
    library.database
      .prepare('INSERT INTO saved_searches (name, query, mode, filter) VALUES (?, ?, ?, ?)')
      .run('new', 'kiln', 'telepathy', '{}');
    store.saveSearch(search);
    expect(store.savedSearches()).toEqual([search]);
  });
});
