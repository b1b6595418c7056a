import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankConversations } from '../../../../../electron/main/search/fusion.ts';
import { rememberQueries } from '../../../../../electron/main/search/query-embeddings.ts';
import { queryKind, rankingWeights } from '../../../../../electron/main/search/ranking-weights.ts';
import { snippetOf } from '../../../../../electron/main/search/snippet.ts';
import {
  queryWords,
  searchedWords,
  shownWords,
  tellingWords,
} from '../../../../../electron/main/search/word-query.ts';

describe('the words of a query', () => {
  test('are letters and digits, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(queryWords(text).filter((word) => !/^[\p{L}\p{N}\p{M}]+$/u.test(word))).toEqual([]);
      }),
    );
  });

  test('leave out those that say nothing, unless there are no others', () => {
    expect(tellingWords('why does the login fail')).toEqual(['login', 'fail']);
    expect(tellingWords('what did Anna say about the lease')).toEqual(['anna', 'lease']);
    expect(tellingWords('to be or not to be')).toEqual(['to', 'be', 'or', 'not']);
    expect(tellingWords('?!')).toEqual([]);
  });

  test('that are searched for are the parts too of those that no spaces tell apart', () => {
    expect(searchedWords('怎么备份 Redis数据库')).toEqual([
      '怎么备份',
      '怎么',
      '么备',
      '备份',
      'redis数据库',
      'redis',
      '数据',
      '据库',
    ]);
    expect(shownWords('数据库')).toEqual(['数据库', '数据', '据库']);
  });

  test('that are shown are not those which an apostrophe joins to others', () => {
    expect(shownWords("what's Anna's plan for the kiln, and why didn't it work?")).toEqual([
      'anna',
      'plan',
      'kiln',
      'work',
    ]);
    expect(shownWords('we’ll see, they’ve said')).toEqual(['see']);
    expect(shownWords("l'avion d'Anna")).toEqual(['avion', 'anna']);
    expect(shownWords("O'Reilly")).toEqual(['o', 'reilly']);
    expect(shownWords('the d and t of it')).toEqual(['d', 't']);
    expect(shownWords("it's")).toEqual(tellingWords("it's"));
  });

  test('are the parts of names and paths', () => {
    expect(tellingWords('src/user_store.ts')).toEqual(['src', 'user', 'store', 'ts']);
    expect(tellingWords('UserStore.open')).toEqual(['userstore', 'user', 'store', 'open']);
  });
});

describe('the kind of a query', () => {
  test('goes by how many telling words it has', () => {
    const words = (count: number): string => Array.from({ length: count }, (_, at) => `kiln${at}`).join(' ');
    expect(queryKind(words(8)).form).toBe('few words');
    expect(queryKind(words(9)).form).toBe('sentence');
    expect(queryKind(words(20)).form).toBe('sentence');
    expect(queryKind(words(21)).form).toBe('text');
    expect(queryKind('what was it that he said about the kiln and the glaze?').form).toBe('few words');
  });

  test.each([
    'Where did I leave my bicycle?',
    'I prefer trains',
    'can you find my recipe for bread',
    'Could you tell me when mine was due?',
  ])('tells that "%s" asks for what the user said', (query) => {
    expect(queryKind(query).own).toBe(true);
  });

  test.each([
    'retry queue',
    'Where does Anna work?',
    'What did you tell me about the kiln?',
    'I look for our talk about glazes',
    'remind me of the kiln',
    'my first line\nanother one',
    'index i18n mystery',
  ])('tells that "%s" does not', (query) => {
    expect(queryKind(query).own).toBe(false);
  });
});

describe('fusion', () => {
  const equal = { conversation: 1, passage: 1, meaning: 1, sharpness: 1, second: 0 };
  const found = (conversationId: number, score: number) => ({
    textId: conversationId * 10,
    conversationId,
    score,
    tool: false,
  });
  const words = {
    texts: [found(1, 9), found(2, 8), found(4, 2)],
    conversations: [
      { conversationId: 1, score: 9 },
      { conversationId: 2, score: 8 },
      { conversationId: 4, score: 2 },
    ],
    rarity: [],
  };
  const meanings = [found(3, 0.72), found(2, 0.7), found(4, 0.2)];

  test('puts first what both lists hold for good', () => {
    const ranked = rankConversations(words, meanings, equal);
    expect(ranked[0]?.conversationId).toBe(2);
    expect(ranked.at(-1)?.conversationId).toBe(4);
  });

  test('leans on meaning where the query is a sentence or a text', () => {
    const few = rankingWeights({ form: 'few words', own: false }).fusion;
    for (const form of ['sentence', 'text'] as const) {
      const { fusion } = rankingWeights({ form, own: false });
      expect(fusion.meaning).toBeGreaterThan(few.meaning);
      expect(fusion.passage).toBe(few.passage);
    }
  });

  test('looks at which words stand side by side, unless the query is a text', () => {
    const proximity = (form: 'few words' | 'sentence' | 'text'): number =>
      rankingWeights({ form, own: false }).words.proximity;
    expect(proximity('few words')).toBeGreaterThan(0);
    expect(proximity('sentence')).toBeGreaterThan(0);
    expect(proximity('sentence')).toBeLessThan(proximity('few words'));
    expect(proximity('text')).toBe(0);
  });

  test('counts others less where a query asks for what the user said', () => {
    expect(rankingWeights({ form: 'few words', own: false }).words.others).toBe(1);
    expect(rankingWeights({ form: 'few words', own: true }).words.others).toBeLessThan(1);
  });

  test('prefers, of two conversations as near, the one that comes back to it', () => {
    const near = [found(1, 0.7), { ...found(2, 0.7), textId: 21 }, { ...found(2, 0.6), textId: 22 }];
    const first = (second: number): number | undefined =>
      rankConversations(null, near, { ...equal, second })[0]?.conversationId;
    expect(first(0)).toBe(1);
    expect(first(0.5)).toBe(2);
  });

  test('lets the nearest stand out the more, the sharper it is', () => {
    const near = [found(1, 0.9), found(2, 0.5), found(3, 0.4)];
    const lead = (sharpness: number): number => {
      const [one, two] = rankConversations(null, near, { ...equal, sharpness });
      return (one?.score ?? 0) - (two?.score ?? 0);
    };
    expect(lead(2)).toBeGreaterThan(lead(1));
  });

  test('says what a score is made of', () => {
    for (const { score, parts } of rankConversations(words, meanings, equal)) {
      expect(score).toBeCloseTo(parts.conversation + parts.passage + parts.meaning);
    }
    for (const { parts } of rankConversations(words, null, equal)) expect(parts.meaning).toBe(0);
  });

  test('shows the chunk that both lists hold for the best', () => {
    const two = {
      ...words,
      texts: [
        { ...found(1, 9), textId: 11 },
        { ...found(1, 8), textId: 12 },
      ],
    };
    const near = [
      { ...found(1, 0.9), textId: 12 },
      { ...found(1, 0.1), textId: 11 },
      { ...found(1, 0.3), textId: 13 },
    ];
    expect(rankConversations(two, near, equal)[0]?.textId).toBe(12);
  });
});

describe('the vectors of queries', () => {
  test('are remembered, those asked for last the longest', async () => {
    const asked: string[] = [];
    const provider = rememberQueries({
      embedQuery: (text) => {
        asked.push(text);
        return Promise.resolve(new Float32Array(1));
      },
    });
    const { signal } = new AbortController();
    for (let number = 0; number < 100; number++) {
      await provider.embedQuery('again', signal);
      await provider.embedQuery(`query ${number}`, signal);
    }
    expect(asked.filter((text) => text === 'again')).toHaveLength(1);
    await provider.embedQuery('query 0', signal);
    expect(asked.at(-1)).toBe('query 0');
  });

  test('that are being typed rest where the provider wants it, and what is overtaken meanwhile is not asked for', async () => {
    const asked: string[] = [];
    const provider = rememberQueries({
      typingPauseMs: 5,
      embedQuery: (text) => {
        asked.push(text);
        return Promise.resolve(new Float32Array(1));
      },
    });
    const overtaken = new AbortController();
    const first = provider.embedQuery('nar', overtaken.signal, true);
    overtaken.abort();
    await expect(first).rejects.toThrow();
    const { signal } = new AbortController();
    await provider.embedQuery('narw', signal, true);
    await provider.embedQuery('narw', signal, true);
    await provider.embedQuery('whole', signal);
    expect(asked).toEqual(['narw', 'whole']);
  });

  test('are asked for again after a failure', async () => {
    let failures = 1;
    const provider = rememberQueries({
      embedQuery: () =>
        failures-- > 0 ? Promise.reject(new Error('no')) : Promise.resolve(new Float32Array(1)),
    });
    const { signal } = new AbortController();
    await expect(provider.embedQuery('x', signal)).rejects.toThrow('no');
    await expect(provider.embedQuery('x', signal)).resolves.toHaveLength(1);
  });
});

describe('a snippet', () => {
  test.each([
    [
      '## The cause\n\nIt is `retry()`.\n\n```ts\nawait retry();\n```\nDone.',
      'The cause It is retry(). await retry(); Done.',
    ],
    ['**Two** things, **each its own**:', 'Two things, each its own:'],
    ['2**10 and f(*args, **rest) and a # b', '2**10 and f(*args, **rest) and a # b'],
  ])('shows words, not what Markdown lays them out with: %j', (text, snippet) => {
    expect(snippetOf(text, [])).toBe(snippet);
  });

  test('shows the part with the words, on one line', () => {
    const text = `${'before '.repeat(100)}the login\n  fails here ${'after '.repeat(100)}`;
    const snippet = snippetOf(text, ['login', 'fails']);
    expect(snippet).toContain('the login fails here');
    expect(snippet.length).toBeLessThan(260);
  });

  test('is not led astray by the letters of a word within others', () => {
    const text = `${'catalogues of apologies '.repeat(30)}the log is empty ${'after '.repeat(100)}`;
    expect(snippetOf(text, ['log'])).toContain('the log is empty');
  });
});
