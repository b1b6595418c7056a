import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nameParts } from '../../../../../electron/main/library/migrations/0006-name-parts.ts';
import { searchedWords } from '../../../../../electron/main/search/word-query.ts';
import { byLetter, SearchedLibrary, weights } from '../../../../doubles/searched-library.ts';

let library: SearchedLibrary;

beforeEach(() => {
  library = new SearchedLibrary();
});
afterEach(() => library.close());

describe('by word', () => {
  test('finds stemmed words, the rarest and the most first', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'the server was slow' },
      { conversation: 'b', message: '2', text: 'a kiln for the server room' },
      { conversation: 'c', message: '3', text: 'servers and more servers' },
    ]);
    expect(library.textsWith(['servers', 'kilns'])).toEqual([
      'a kiln for the server room',
      'servers and more servers',
      'the server was slow',
    ]);
  });

  test('counts what was said more than what a tool answered', () => {
    library.write([
      { conversation: 'a', message: '1', text: `kiln${' x'.repeat(200)}`, role: 'tool', kind: 'tool-result' },
      { conversation: 'b', message: '2', text: 'the kiln was cold' },
    ]);
    expect(library.textsWith(['kiln'])[0]).toBe('the kiln was cold');
  });

  test('counts what the user said more than the answers, where it is asked so', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'which kiln?', tokens: 3 },
      { conversation: 'a', message: '2', text: 'a kiln that is a kiln', role: 'assistant', tokens: 8 },
      { conversation: 'b', message: '3', text: 'a kiln is a kiln: kiln', role: 'assistant' },
      { conversation: 'c', message: '4', text: 'there was a kiln' },
    ]);
    const words = [{ word: 'kiln', weight: 1 }];
    const found = (others: number) => {
      const { texts, conversations } = library.store.byWord(words, { ...weights, others }, {}, 10);
      return {
        chunks: library.store.places(texts).map(({ key }) => key),
        conversations: conversations.map(({ conversationId }) => library.keyOf(conversationId)),
      };
    };
    expect(found(1).chunks.at(-1)).toBe('c');
    expect(found(1).conversations.at(-1)).toBe('c');
    expect(found(0.1).chunks).toEqual(['c', 'a', 'b']);
    expect(found(0.1).conversations.at(-1)).toBe('b');
  });

  test('sums up a conversation, of which no chunk says everything', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'the kiln was cold' },
      { conversation: 'a', message: '2', text: 'the glaze was cracked' },
      { conversation: 'b', message: '3', text: 'the kiln was hot' },
      { conversation: 'c', message: '4', text: 'the glaze was red' },
    ]);
    const words = ['kiln', 'glaze'].map((word) => ({ word, weight: 1 }));
    const { conversations } = library.store.byWord(words, weights, {}, 10);
    const [first] = library.store.places(library.store.byWord(words, weights, {}, 10).texts);
    expect(first?.key).toBeDefined();
    expect(conversations[0]?.conversationId).toBe(
      library.store.places([{ textId: 1, conversationId: 1 }])[0]?.conversationId,
    );
    expect(conversations).toHaveLength(3);
  });

  test('puts first what has the words side by side', () => {
    library.write([
      {
        conversation: 'a',
        message: '1',
        text: 'the kiln is in the shed, and in the garden we found a glaze',
      },
      {
        conversation: 'b',
        message: '2',
        text: 'about the shed and the garden: we tried the kiln glaze there',
      },
    ]);
    expect(library.textsWith(['kiln', 'glaze'])[0]).toContain('tried');
  });

  test('finds a name by its parts', () => {
    library.write([{ conversation: 'a', message: '1', text: 'it is userStore.open() that fails' }]);
    expect(library.textsWith(['store'])).toHaveLength(1);
    expect(library.textsWith(['userstore'])).toHaveLength(1);
  });

  test('finds a name by its parts in a library of before they were indexed', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'it is userStore.open() that fails' },
      { conversation: 'a', message: '2', text: 'another message that keeps the ids apart' },
    ]);
    library.writer.exec(`
      INSERT INTO words (words) VALUES ('delete-all');
      INSERT INTO words (rowid, text) SELECT id, text FROM texts WHERE indexed = 1;
    `);
    expect(library.textsWith(['store'])).toEqual([]);
    library.writer.exec(nameParts);
    library.reopen();
    expect(library.textsWith(['store'])).toEqual(['it is userStore.open() that fails']);
    expect(library.textsWith(['fails', 'apart'])).toHaveLength(2);
  });

  test('finds what stands within letters that no spaces tell apart, best where most of it does', () => {
    library.write([
      { conversation: 'a', message: '1', text: '我们的数据库每天备份' },
      { conversation: 'b', message: '2', text: '这个数据不对' },
      { conversation: 'c', message: '3', text: 'the kiln was cold' },
    ]);
    expect(library.textsWith(searchedWords('数据库'))).toEqual(['我们的数据库每天备份', '这个数据不对']);
    expect(library.textsWith(searchedWords('天'))).toEqual(['我们的数据库每天备份']);
  });

  test('finds a text in every conversation that holds it', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'the kiln was cold' },
      { conversation: 'b', message: '2', text: 'the kiln was cold' },
    ]);
    expect(library.textsWith(['kiln'])).toHaveLength(2);
  });
});

describe('what has changed in the library', () => {
  test('is found at once, by a search that was open before', () => {
    library.write([{ conversation: 'a', message: '1', text: 'the kiln was cold' }]);
    expect(library.textsWith(['kiln'])).toHaveLength(1);
    library.write([{ conversation: 'b', message: '2', text: 'another kiln' }]);
    expect(library.textsWith(['kiln'])).toHaveLength(2);
    library.embedAll(byLetter);
    expect(library.textsNear('a')).toEqual(['another kiln']);
  });

  test('is no longer found when it has gone, also where its ids were given again', () => {
    library.write([{ conversation: 'a', message: '1', text: 'the kiln was cold' }], 'replace');
    library.embedAll(byLetter);
    expect(library.textsNear('t')).toHaveLength(1);
    library.write([{ conversation: 'b', message: '2', text: 'bread and butter' }], 'replace');
    expect(library.textsWith(['kiln'])).toEqual([]);
    expect(library.textsWith(['bread'])).toEqual(['bread and butter']);
    expect(library.textsNear('t')).toEqual([]);
    library.embedAll(byLetter);
    expect(library.textsNear('b')).toEqual(['bread and butter']);
  });

  test('gives the same as a search that was opened afterwards', () => {
    for (let round = 0; round < 30; round++) {
      library.write(
        Array.from({ length: 5 }, (_, at) => ({
          conversation: `c${(round * 7 + at) % 11}`,
          message: `${round}-${at}`,
          text: `round ${round} of kiln number ${at} ${'more '.repeat(at)}`,
        })),
        round % 6 === 5 ? 'replace' : 'continue',
      );
      library.embedAll(byLetter);
      library.textsWith(['kiln']);
    }
    const search = (): unknown => [
      library.store.byWord([{ word: 'kiln', weight: 1 }], weights, {}, 1_000),
      library.meaning.nearest(library.index, byLetter('r'), {}, 1_000),
    ];
    const before = search();
    library.reopen();
    expect(search()).toEqual(before);
  });
});

describe('a word that is being typed', () => {
  const typed = (word: string, ...before: string[]): string[] => {
    const words = before.map((each) => ({ word: each, weight: 1 }));
    const unfinished = { word, weight: 1, unfinished: true };
    return library.textsOf(library.store.byWord([...words, unfinished], weights, {}, 10).texts);
  };

  test('finds what has a word that begins like it, once no text has it as it is', () => {
    library.write([
      { conversation: 'a', message: '1', text: 'the narwhal dives' },
      { conversation: 'b', message: '2', text: 'a narrow boat' },
      { conversation: 'c', message: '3', text: 'nar is an old word' },
    ]);
    expect(typed('narw')).toEqual(['the narwhal dives']);
    expect(typed('narwha', 'dives')).toEqual(['the narwhal dives']);
    expect(typed('nar')).toEqual(['nar is an old word']);
    expect(typed('na')).toEqual([]);
    expect(typed('narwx')).toEqual([]);
    expect(library.textsWith(['narw'])).toEqual([]);
  });

  test('goes on finding while it grows past its stem', () => {
    library.write([{ conversation: 'a', message: '1', text: 'authentication with Müller’s token' }]);
    for (const word of [
      'aut',
      'authent',
      'authenti',
      'authenticat',
      'authenticati',
      'authentication',
      'mül',
      'mülle',
    ])
      expect(typed(word), word).toHaveLength(1);
  });

  test('leaves what is remembered of the words that it may become as it is', () => {
    const said = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({
        conversation: `c${from + at}`,
        message: `${from + at}`,
        text: `generality ${from + at}`,
      }));
    library.write(said(0, 5_000));
    const found = () =>
      library.store.byWord([{ word: 'generality', weight: 1 }], weights, {}, 10_000).texts.length;
    expect(found()).toBe(5_000);
    library.write(said(5_000, 10));
    const [first] = library.store.byWord(
      [{ word: 'generalit', weight: 1, unfinished: true }],
      weights,
      {},
      1,
    ).texts;
    expect(first).toBeDefined();
    expect(found()).toBe(5_010);
  });
});
