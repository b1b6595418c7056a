import { expect, test } from 'vitest';
import { JobQueue } from '../../../../../electron/main/embedding/job-queue.ts';
import type { QueuedJob } from '../../../../../electron/main/embedding/job.ts';

const queued = (text: string, request = 1): QueuedJob => ({
  request,
  offset: 0,
  kind: 'document',
  texts: [text],
  deaths: 0,
});

test('what was put back comes before what is new, in its order, under a new number', () => {
  const queue = new JobQueue(() => true);
  for (const text of ['a', 'b']) queue.add(queued(text));
  const first = queue.take('document');
  queue.putBack([queued('a1'), queued('a2')]);
  const taken = [1, 2, 3].map(() => queue.take('document'));
  expect(taken.map((job) => job?.texts[0])).toEqual(['a1', 'a2', 'b']);
  expect(new Set([first, ...taken].map((job) => job?.id)).size).toBe(4);
});

test('documents over which a process died wait until others had their turn: the next death may not be theirs', () => {
  const queue = new JobQueue(() => true);
  for (const text of ['a', 'b']) queue.add(queued(text));
  const first = queue.take('document');
  queue.putBack([{ ...queued('a'), deaths: 1 }]);
  expect(first?.texts).toEqual(['a']);
  expect([1, 2].map(() => queue.take('document')?.texts[0])).toEqual(['b', 'a']);
});

test('a query over which a process died keeps its place', () => {
  const queue = new JobQueue(() => true);
  for (const text of ['p', 'q']) queue.add({ ...queued(text), kind: 'query' });
  queue.take('query');
  queue.putBack([{ ...queued('p'), kind: 'query', deaths: 1 }]);
  expect(queue.take('query')?.texts).toEqual(['p']);
});

test('queries and documents stand in lines of their own', () => {
  const queue = new JobQueue(() => true);
  queue.add(queued('a'));
  queue.add({ ...queued('q'), kind: 'query' });
  expect(queue.take('query')?.texts).toEqual(['q']);
  expect(queue.take('query')).toBeUndefined();
  expect(queue.waiting('document')).toBe(1);
});

test('jobs that nobody wants any more are dropped', () => {
  const wanted = new Set([1, 2]);
  const queue = new JobQueue((request) => wanted.has(request));
  queue.add(queued('a', 1));
  queue.add(queued('b', 2));
  wanted.delete(1);
  expect(queue.take('document')?.texts).toEqual(['b']);
});

test('batches are cut to what was learnt to fit, texts in their places, until the limit is lifted', () => {
  const queue = new JobQueue(() => true);
  queue.limitBatches(2);
  queue.limitBatches(8);
  queue.add({ ...queued('a'), texts: ['a', 'b', 'c', 'd', 'e'] });
  const first = queue.take('document');
  expect([first?.offset, first?.texts]).toEqual([0, ['a', 'b']]);
  const second = queue.take('document');
  expect([second?.offset, second?.texts]).toEqual([2, ['c', 'd']]);
  queue.limitBatches(null);
  queue.add({ ...queued('f'), texts: ['f', 'g', 'h'] });
  expect(queue.take('document')?.texts).toEqual(['e']);
  expect(queue.take('document')?.texts).toEqual(['f', 'g', 'h']);
});
