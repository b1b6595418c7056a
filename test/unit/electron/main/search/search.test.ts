import { describe, expect, test } from 'vitest';
import type { FoundText } from '../../../../../electron/main/library/found-texts.ts';
import type { LibraryReader } from '../../../../../electron/main/library/library.ts';
import { search, type SearchAnswer, type SearchRequest } from '../../../../../electron/main/search/search.ts';
import { NO_MARKS } from '../../../../../electron/shared/marks.ts';
import { similarConversations } from '../../../../../electron/main/search/similar.ts';
import { RecollectError } from '../../../../../electron/shared/errors.ts';

const asked: SearchRequest = { query: 'cold kiln', mode: 'hybrid', limit: 10, filter: {} };
const never = new AbortController().signal;

function found(conversationId: number, score: number): FoundText {
  return { textId: conversationId, conversationId, score, tool: false };
}

/** A library of two conversations: words find the first one, meaning the second. */
function library(): LibraryReader {
  const refuse = (): never => {
    throw new Error('not asked for');
  };
  return {
    read: new Proxy({} as LibraryReader['read'], { get: () => refuse }),
    account: new Proxy({} as LibraryReader['account'], { get: () => refuse }),
    close: () => Promise.resolve(),
    meaning: {
      refresh: () => Promise.resolve(0),
      nearest: () => Promise.resolve([found(2, 0.9)]),
      cosines: (_index, _vector, _filter, texts) => Promise.resolve(texts.map((text) => found(text, 0.1))),
      similarTo: (_index, id) => Promise.resolve(id === 'text:c1' ? [found(2, 0.9)] : undefined),
    },
    search: {
      refresh: () => Promise.resolve(0),
      byWord: () =>
        Promise.resolve({
          texts: [found(1, 5)],
          conversations: [{ conversationId: 1, score: 5 }],
          rarity: [],
        }),
      places: (places) =>
        Promise.resolve(
          places.map(({ textId, conversationId }) => ({
            ...{
              textId,
              conversationId,
              format: 'text',
              key: `c${conversationId}`,
              title: null,
              project: null,
            },
            ...{
              startedAt: 0,
              marks: NO_MARKS,
              spoken: true,
              text: 'the kiln',
              spans: [{ messageId: conversationId, end: 8 }],
            },
          })),
        ),
      facetsOf: () => Promise.resolve({ sources: [], projects: [], months: [] }),
      hitMessages: (ids) =>
        Promise.resolve(ids.map((id) => ({ id, key: `m${id}`, role: 'user' as const, time: 0, path: null }))),
    },
  };
}

const index = (embedQuery: () => Promise<Float32Array>) => ({ id: 1, coverage: 1, provider: { embedQuery } });
const working = index(() => Promise.resolve(new Float32Array(384)));

const keysOf = (answer: SearchAnswer): string[] => answer.hits.map(({ conversationId }) => conversationId);

describe('a hybrid search', () => {
  test('gives the answer by word first, then folds the meaning in', async () => {
    const partial: SearchAnswer[] = [];
    const answer = await search(library(), working, asked, never, {
      onPartial: (each) => partial.push(each),
    });
    expect(partial.map(keysOf)).toEqual([['text:c1']]);
    expect(keysOf(answer).toSorted()).toEqual(['text:c1', 'text:c2']);
    expect(answer.notes).toEqual([]);
  });

  test('looks for the meaning while the words are looked for', async () => {
    const whole = library();
    const looking = Promise.withResolvers<undefined>();
    const both: LibraryReader = {
      ...whole,
      meaning: {
        ...whole.meaning,
        nearest: async (...args) => {
          looking.resolve(undefined);
          return await whole.meaning.nearest(...args);
        },
      },
      search: {
        ...whole.search,
        byWord: async (...args) => {
          await looking.promise;
          return await whole.search.byWord(...args);
        },
      },
    };
    expect(keysOf(await search(both, working, asked, never)).toSorted()).toEqual(['text:c1', 'text:c2']);
  });

  test('asks for the meaning of what was found by word only', async () => {
    const whole = library();
    const asks: (readonly number[])[] = [];
    const cosines: LibraryReader['meaning']['cosines'] = (id, vector, filter, texts) => {
      asks.push(texts);
      return whole.meaning.cosines(id, vector, filter, texts);
    };
    await search({ ...whole, meaning: { ...whole.meaning, cosines } }, working, asked, never);
    expect(asks).toEqual([[1]]);
  });

  test('is answered by word, with a note, where the query cannot be embedded', async () => {
    const broken = index(() => Promise.reject(new RecollectError('embedder-failed', 'The model is broken.')));
    const answer = await search(library(), broken, asked, never);
    expect(keysOf(answer)).toEqual(['text:c1']);
    expect(answer.notes).toEqual(['Found by word only: The model is broken.']);
    await expect(search(library(), broken, { ...asked, mode: 'semantic' }, never)).rejects.toThrow('broken');
  });

  test('is answered by word, with a note, before anything was embedded', async () => {
    const answer = await search(library(), null, asked, never);
    expect(keysOf(answer)).toEqual(['text:c1']);
    expect(answer.notes).toHaveLength(1);
    expect((await search(library(), null, { ...asked, mode: 'keyword' }, never)).notes).toEqual([]);
  });
});

describe('a query that says when', () => {
  const now = new Date(2026, 4, 14);
  const query = { ...asked, mode: 'keyword' as const, query: 'cold kiln yesterday' };

  /** A library that has something of `times` only, and the filters that it was asked with. */
  function filtered(has: (after: number | undefined) => boolean) {
    const asks: (number | undefined)[] = [];
    const whole = library();
    const byWord: LibraryReader['search']['byWord'] = async (words, weights, filter, limit) => {
      asks.push(filter.after);
      const found = await whole.search.byWord(words, weights, filter, limit);
      return has(filter.after) ? found : { ...found, texts: [] };
    };
    return { asks, reader: { ...whole, search: { ...whole.search, byWord } } };
  }

  test('is answered with what was said then first, and the rest after it, and says so', async () => {
    const { asks, reader } = filtered(() => true);
    const byWord: LibraryReader['search']['byWord'] = async (words, weights, filter, limit) => {
      const then = await reader.search.byWord(words, weights, filter, limit);
      return filter.after === undefined ? { ...then, texts: [found(2, 9), found(1, 5)] } : then;
    };
    const partial: SearchAnswer[] = [];
    const answer = await search({ ...reader, search: { ...reader.search, byWord } }, null, query, never, {
      now,
      onPartial: (each) => partial.push(each),
    });
    expect(asks).toEqual([new Date(2026, 4, 13).getTime(), undefined]);
    expect(keysOf(answer)).toEqual(['text:c1', 'text:c2']);
    expect(answer.period).toMatchObject({ phrase: 'yesterday', hits: 1 });
    expect(answer.notes.join()).toContain('13 May 2026 (“yesterday”) comes first');
  });

  test('is answered with everything, and says so, where nothing was said then', async () => {
    const { asks, reader } = filtered((after) => after === undefined);
    const answer = await search(reader, null, query, never, { now });
    expect(asks).toHaveLength(2);
    expect(keysOf(answer)).toEqual(['text:c1']);
    expect(answer.period).toBeNull();
    expect(answer.notes.join()).toContain('Nothing was found');
  });

  test('is taken at its word where that is asked for, or a time is given', async () => {
    const { asks, reader } = filtered(() => true);
    await search(reader, null, { ...query, literal: true }, never, { now });
    await search(reader, null, { ...query, filter: { after: 5 } }, never, { now });
    expect(asks).toEqual([undefined, 5]);
  });
});

describe('a query with words in quotes', () => {
  const query = { ...asked, mode: 'keyword' as const, query: 'why is "the cold kiln" cold' };

  /** A library whose first conversation alone has the phrase, if any has it. */
  function phrased(has: boolean): LibraryReader {
    const whole = library();
    const byWord: LibraryReader['search']['byWord'] = async (words, weights, filter, limit) => {
      const all = await whole.search.byWord(words, weights, filter, limit);
      if (filter.phrases === undefined) return { ...all, texts: [found(2, 9), found(1, 5)] };
      expect(filter.phrases).toEqual(['the cold kiln']);
      return has ? all : { ...all, texts: [], conversations: [] };
    };
    return { ...whole, search: { ...whole.search, byWord } };
  }

  test('is answered with what has them side by side first, and the rest after it, and says so', async () => {
    const answer = await search(phrased(true), null, query, never);
    expect(keysOf(answer)).toEqual(['text:c1', 'text:c2']);
    expect(answer.notes).toEqual(['What has “the cold kiln” comes first, then the rest.']);
  });

  test('is answered as without quotes, and says so, where nothing has them', async () => {
    const answer = await search(phrased(false), null, query, never);
    expect(keysOf(answer)).toEqual(['text:c2', 'text:c1']);
    expect(answer.notes[0]).toContain('Nothing has “the cold kiln”');
  });

  test('says so where nothing can be told of words side by side', async () => {
    const answer = await search({ ...phrased(true), ignoresQuotes: true }, null, query, never);
    expect(keysOf(answer)).toEqual(['text:c2', 'text:c1']);
    expect(answer.notes[0]).toContain('wherever they stand');
  });

  test('is answered with what was said then and has them first', async () => {
    const now = new Date(2026, 4, 14);
    const answer = await search(phrased(true), null, { ...query, query: `${query.query} yesterday` }, never, {
      now,
    });
    expect(keysOf(answer)).toEqual(['text:c1', 'text:c2']);
    expect(answer.notes.slice(0, 2).map((note) => note.split(' ').slice(0, 3).join(' '))).toEqual([
      'What has “the',
      'What was said',
    ]);
    expect(answer.period?.hits).toBe(1);
  });
});

describe('a search that is cancelled', () => {
  test('is not begun, and asks nothing further', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(search(library(), working, asked, abort.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('ends while the query is embedded', async () => {
    const abort = new AbortController();
    const slow = index(() => {
      abort.abort();
      return Promise.reject(new RecollectError('cancelled', 'The text was cancelled.'));
    });
    await expect(search(library(), slow, asked, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('conversations like one', () => {
  test('are found without embedding anything, and a conversation that is not there is told', async () => {
    const hits = await similarConversations(library(), 1, 'text:c1', 5);
    expect(hits.map(({ conversationId }) => conversationId)).toEqual(['text:c2']);
    await expect(similarConversations(library(), 1, 'text:gone', 5)).rejects.toMatchObject({ code: 'usage' });
  });
});
