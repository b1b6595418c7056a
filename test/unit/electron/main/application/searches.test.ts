import { expect, test } from 'vitest';
import {
  hitsOf,
  Searches,
  viewOf,
  type Searcher,
} from '../../../../../electron/main/application/searches.ts';
import type { ClientContext } from '../../../../../electron/main/application/client-context.ts';
import type { SearchInput } from '../../../../../electron/shared/contract/search.ts';
import { NO_MARKS } from '../../../../../electron/shared/marks.ts';
import type { SearchHit } from '../../../../../electron/main/search/describe-hits.ts';
import type { SearchAnswer } from '../../../../../electron/main/search/search.ts';

const asked: SearchInput = { ticket: 't', query: 'cold kiln', mode: 'hybrid', limit: 10, filter: {} };

function aClient(): ClientContext & { readonly sent: { channel: string; payload: unknown }[] } {
  const sent: { channel: string; payload: unknown }[] = [];
  return {
    id: 'window',
    signal: new AbortController().signal,
    sent,
    send: (channel, payload) => void sent.push({ channel, payload }),
  };
}

const hit: SearchHit = {
  conversationId: 'text:one',
  title: null,
  source: 'text',
  project: null,
  role: 'user',
  startedAt: null,
  messageId: 'm',
  time: null,
  text: 'The cold kiln.',
  snippet: 'The cold kiln.',
  score: 1,
  scoreParts: { conversation: 1, passage: 0, meaning: 0 },
  path: null,
  marks: NO_MARKS,
  machines: [],
};
const answer: SearchAnswer = {
  query: 'cold kiln',
  mode: 'hybrid',
  coverage: 1,
  tookMs: 1,
  notes: [],
  period: null,
  facets: null,
  hits: [hit],
};

test('what was found by word is sent ahead, with the ticket of its search', async () => {
  const client = aClient();
  const searcher: Searcher = {
    search: (_request, _signal, options) => {
      options?.onPartial?.({ ...answer, tookMs: 0.5 });
      return Promise.resolve(answer);
    },
  };
  const output = await new Searches().run(searcher, asked, client);
  expect(client.sent).toEqual([{ channel: 'search.partial', payload: { ...output, tookMs: 0.5 } }]);
  expect(output.hits[0]?.matches).toEqual([4, 8, 9, 13]);
});

test('a search that was overtaken ends, and sends nothing more', async () => {
  const client = aClient();
  const searches = new Searches();
  const late: (() => void)[] = [];
  const slow: Searcher = {
    search: (_request, signal, options) =>
      new Promise((_resolve, reject) => {
        late.push(() => options?.onPartial?.(answer));
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  };
  const first = searches.run(slow, asked, client);
  const second = searches.run({ search: () => Promise.resolve(answer) }, asked, client);
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect((await second).hits).toHaveLength(1);
  for (const each of late) each();
  expect(client.sent).toEqual([]);
});

test('a window cancels its own searches only', async () => {
  const searches = new Searches();
  let stopped = false;
  const slow: Searcher = {
    search: (_request, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => (stopped = true));
        setImmediate(() => resolve(answer));
      }),
  };
  const running = searches.run(slow, asked, aClient());
  searches.cancel('t', { ...aClient(), id: 'another window' });
  await running;
  expect(stopped).toBe(false);
});

test('a hit is shown without what turns the direction of writing around, and its words are marked where they stand', () => {
  const spoofed = {
    title: 'a\u202egnp',
    project: '/home/\u001b[31mx',
    snippet: '\u202eThe\u202c cold kiln.',
  };
  const view = viewOf({ ...hit, ...spoofed }, ['kiln']);
  expect([view.title, view.project, view.snippet]).toEqual(['agnp', '/home/[31mx', 'The cold kiln.']);
  expect(view.matches).toEqual([9, 13]);
});

test('only words that were searched for are marked: none that say nothing, nor those that were read as a time', () => {
  const snippet = 'The kiln was cold last week';
  const period = { phrase: 'last week', after: '2026-03-02', before: '2026-03-09', hits: 1 };
  const marked = (query: string, about: Partial<SearchAnswer> = {}): string[] => {
    const [view] = hitsOf(query, { ...answer, ...about, hits: [{ ...hit, snippet }] });
    const places = view?.matches ?? [];
    return places.flatMap((start, at) => (at % 2 === 0 ? [snippet.slice(start, places[at + 1])] : []));
  };
  expect(marked("what's the kiln doing")).toEqual(['kiln']);
  expect(marked('the cold kiln last week', { period })).toEqual(['kiln', 'cold']);
  expect(marked('the cold kiln last week')).toEqual(['kiln', 'cold', 'last', 'week']);
  // A query of nothing else was searched for as it is.
  expect(marked('was the')).toEqual(['The', 'was']);
});
