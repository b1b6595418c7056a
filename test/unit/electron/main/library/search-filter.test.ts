import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MarkStore } from '../../../../../electron/main/library/mark-store.ts';
import { searchedWords } from '../../../../../electron/main/search/word-query.ts';
import { byLetter, SearchedLibrary, weights } from '../../../../doubles/searched-library.ts';

let library: SearchedLibrary;

beforeEach(() => {
  library = new SearchedLibrary();
});
afterEach(() => library.close());

describe('a filter', () => {
  beforeEach(() => {
    library.write([
      { conversation: 'a', message: '1', text: 'kiln of the user', day: 2 },
      { conversation: 'b', message: '2', text: 'kiln of the assistant', role: 'assistant', day: 10 },
      {
        conversation: 'c',
        message: '3',
        text: 'kiln of the tool',
        role: 'tool',
        kind: 'tool-result',
        day: 20,
      },
    ]);
    library.embedAll(byLetter);
  });

  test('of a role or a time holds for words', () => {
    expect(library.textsWith(['kiln'], { role: 'assistant' })).toEqual(['kiln of the assistant']);
    expect(library.textsWith(['kiln'], { after: Date.UTC(2026, 0, 15) })).toEqual(['kiln of the tool']);
    expect(library.textsWith(['kiln'], { before: Date.UTC(2026, 0, 5) })).toEqual(['kiln of the user']);
  });

  test('of marks holds for words and vectors, and what is hidden is left out unless it is asked for', () => {
    const marks = new MarkStore(library.writer);
    marks.change('text:a', { starred: true, addTags: ['clay'] });
    marks.change('text:b', { hidden: true });
    expect(library.textsWith(['kiln'], { starred: true })).toEqual(['kiln of the user']);
    expect(library.textsWith(['kiln'], { tag: 'clay' })).toEqual(['kiln of the user']);
    expect(library.textsWith(['kiln'], { tag: 'glass' })).toEqual([]);
    expect(library.textsWith(['kiln']).toSorted()).toEqual(['kiln of the tool', 'kiln of the user']);
    expect(library.textsNear('k')).toEqual(['kiln of the user']);
    expect(library.textsWith(['kiln'], { hidden: true })).toEqual(['kiln of the assistant']);
    expect(library.textsNear('k', { hidden: true })).toEqual(['kiln of the assistant']);
    const [place] = library.store.places(
      library.store.byWord([{ word: 'kiln', weight: 1 }], weights, { tag: 'clay' }, 1).texts,
    );
    expect(place?.marks).toEqual({ starred: true, hidden: false, tags: ['clay'] });
  });

  test('of phrases holds for words and vectors: every phrase stands somewhere in the conversation, in a row', () => {
    library.write([
      { conversation: 'd', message: '4', text: 'kiln: the login test was red' },
      { conversation: 'd', message: '5', text: 'we waited for the server' },
      { conversation: 'e', message: '6', text: 'kiln: a test of the login, red' },
      { conversation: 'f', message: '7', text: '我们的数据库每天备份' },
    ]);
    library.embedAll(byLetter);
    const having = (...phrases: string[]) =>
      library.textsWith(['red', 'server', ...searchedWords('备份')], { phrases }).toSorted();
    expect(having('login test')).toEqual(['kiln: the login test was red', 'we waited for the server']);
    expect(having('Login tests', 'waited for the')).toHaveLength(2);
    expect(having('login test', 'a test')).toEqual([]);
    expect(having('red" OR "login')).toEqual([]);
    expect(having('数据库')).toEqual(['我们的数据库每天备份']);
    expect(having('*?')).toHaveLength(4);
    expect(library.textsNear('k', { phrases: ['login test'] })).toEqual(['kiln: the login test was red']);
  });

  test('holds for vectors', () => {
    expect(library.textsNear('k', { role: 'user' })).toEqual(['kiln of the user']);
    expect(library.textsNear('k', { source: 'claude-code' })).toEqual([]);
    expect(library.textsNear('k', { source: 'text' })).toHaveLength(2);
  });
});
