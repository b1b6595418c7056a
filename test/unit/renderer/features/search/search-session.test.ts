import { expect, test } from 'vitest';
import { createSearchSession } from '../../../../../renderer/features/search/search-session.ts';
import type { SearchInput, SearchOutput } from '../../../../../electron/shared/contract/search.ts';
import { aConversation, aHit } from '../../../../doubles/client-state.ts';
import { createAppDouble } from '../../../../doubles/client.ts';

/** A double whose searches are answered by the test. */
function heldSearch() {
  const double = createAppDouble();
  const pointer = { over: false, now: 0 };
  const session = createSearchSession(double.client, {
    pointedAt: () => pointer.over,
    now: () => pointer.now,
  });
  const runs: { input: SearchInput; answer: (output: Partial<SearchOutput>) => void }[] = [];
  double.answer(
    'search.run',
    (input) =>
      new Promise((resolve) => {
        const given = input as SearchInput;
        runs.push({
          input: given,
          answer: (output) =>
            resolve({
              ticket: given.ticket,
              coverage: 1,
              tookMs: 1,
              hits: [],
              notes: [],
              facets: null,
              ...output,
            }),
        });
      }),
  );
  /** First hits by word of the search that runs. */
  const emitFirst = (...ids: string[]) => {
    const ticket = runs.at(-1)?.input.ticket ?? '';
    double.emit('search.partial', {
      ticket,
      coverage: 1,
      tookMs: 1,
      hits: hits(...ids),
      notes: [],
      facets: null,
    });
  };
  return { double, emitFirst, runs, pointer, session };
}

const hits = (...ids: string[]) => ids.map((id) => aHit(aConversation(id), 'text', []));
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('what is typed is searched for once typing pauses', async () => {
  const { runs, session } = heldSearch();
  session.setQuery('a');
  session.setQuery('ab');
  await settle();
  expect(runs.map(({ input }) => input.query)).toEqual(['ab']);
});

test('an overtaken search is cancelled and its answer dropped', async () => {
  const { double, runs, session } = heldSearch();
  session.setQuery('first');
  await settle();
  session.setQuery('second');
  await settle();
  runs[1]?.answer({ hits: hits('new') });
  runs[0]?.answer({ hits: hits('old') });
  await settle();
  expect(session.store.getState()).toMatchObject({ status: 'done', hits: [{ conversationId: 'new' }] });
  expect(double.calls).toContainEqual({
    channel: 'search.cancel',
    input: { ticket: runs[0]?.input.ticket },
  });
});

test('first hits by word are shown until the answer comes, and a chosen row does not move', async () => {
  const { emitFirst, runs, session } = heldSearch();
  session.setQuery('words');
  await settle();
  emitFirst('a', 'b');
  expect(session.store.getState()).toMatchObject({ status: 'searching', current: true });
  session.move(1);
  runs[0]?.answer({ hits: hits('c', 'b', 'a') });
  await settle();
  expect(session.store.getState().hits.map((hit) => hit.conversationId)).toEqual(['a', 'b', 'c']);
  expect(session.store.getState().selected).toBe('b');
});

test('rows that nobody points at any more take their full order; until then, late ones stand below and say so', async () => {
  const { emitFirst, runs, session } = heldSearch();
  session.setQuery('words');
  await settle();
  emitFirst('a', 'b');
  session.hold();
  runs[0]?.answer({ hits: hits('c', 'b', 'a') });
  await settle();
  const ids = () => session.store.getState().hits.map((hit) => hit.conversationId);
  expect(ids()).toEqual(['a', 'b', 'c']);
  expect([...session.store.getState().late]).toEqual(['c']);
  session.release();
  expect(ids()).toEqual(['c', 'b', 'a']);
  expect(session.store.getState().late.size).toBe(0);
});

test('rows under a pointer that rests stay once they could be read, and not before', async () => {
  const { emitFirst, pointer, runs, session } = heldSearch();
  const ids = () => session.store.getState().hits.map((hit) => hit.conversationId);
  pointer.over = true;
  session.setQuery('fast');
  await settle();
  emitFirst('a', 'b');
  pointer.now += 50;
  runs[0]?.answer({ hits: hits('c', 'b', 'a') });
  await settle();
  expect(ids()).toEqual(['c', 'b', 'a']);

  session.setQuery('slow');
  await settle();
  emitFirst('a', 'b');
  pointer.now += 500;
  runs[1]?.answer({ hits: hits('c', 'b', 'a') });
  await settle();
  expect(ids()).toEqual(['a', 'b', 'c']);
  session.release();
  expect(ids()).toEqual(['c', 'b', 'a']);
});

test('other words begin another list; what is folded in goes on with the same', async () => {
  const { emitFirst, runs, session } = heldSearch();
  const list = () => session.store.getState().list;
  session.setQuery('first');
  await settle();
  const before = list();
  emitFirst('a');
  expect(list()).toBe(before + 1);
  runs[0]?.answer({ hits: hits('a', 'b') });
  await settle();
  expect(list()).toBe(before + 1);
  session.setFilter({ role: 'user' });
  await settle();
  runs[1]?.answer({ hits: hits('b') });
  await settle();
  expect(list()).toBe(before + 2);
});

test('first hits of an overtaken search are not shown', async () => {
  const { double, runs, session } = heldSearch();
  session.setQuery('first');
  await settle();
  session.setQuery('second');
  double.emit('search.partial', {
    ticket: runs[0]?.input.ticket,
    coverage: 1,
    tookMs: 1,
    hits: hits('old'),
    notes: [],
    facets: null,
  });
  expect(session.store.getState().hits).toEqual([]);
});

test('the row to open is one of the present words, not of those before', async () => {
  const { runs, session } = heldSearch();
  session.setQuery('first');
  await settle();
  runs[0]?.answer({ hits: hits('old') });
  await settle();
  session.setQuery('second');
  const chosen = session.chosen();
  await settle();
  runs[1]?.answer({ hits: hits('new') });
  expect(await chosen).toMatchObject({ conversationId: 'new' });
});

test('a failed search says why, and nothing to look for is no search', async () => {
  const { double, runs, session } = heldSearch();
  session.setQuery('  ');
  await settle();
  expect(runs).toHaveLength(0);
  double.answer('search.run', () => {
    throw new Error('It broke.');
  });
  session.setQuery('words');
  await settle();
  expect(session.store.getState()).toMatchObject({ status: 'failed', failure: { message: 'It broke.' } });
});
