import { expect, test } from 'vitest';
import { Requests } from '../../../../../electron/main/embedding/requests.ts';
import type { QueuedJob } from '../../../../../electron/main/embedding/job.ts';

const { signal } = new AbortController();
const part = (request: number, offset: number, ...texts: string[]): QueuedJob => ({
  request,
  offset,
  kind: 'document',
  texts,
  deaths: 0,
});

test('a request is answered when each of its texts has an outcome, whatever the order', async () => {
  const requests = new Requests(1);
  let id = 0;
  const answer = requests.add(4, signal, (request) => (id = request));
  requests.complete(part(id, 2, 'c', 'd'), Float32Array.of(3, 4), 20);
  requests.quarantine(part(id, 1, 'b'), 'bad');
  expect(requests.isOpen(id)).toBe(true);
  requests.complete(part(id, 0, 'a'), Float32Array.of(1), 10);
  expect(await answer).toEqual({
    vectors: Float32Array.of(1, 0, 3, 4),
    quarantined: [{ index: 1, reason: 'bad' }],
    tokens: 30,
  });
  expect(requests.isOpen(id)).toBe(false);
});

test('what comes after a request is over changes nothing', async () => {
  const requests = new Requests(1);
  let id = 0;
  const answer = requests.add(1, signal, (request) => (id = request));
  requests.complete(part(id, 0, 'a'), Float32Array.of(1), 1);
  requests.complete(part(id, 0, 'a'), Float32Array.of(9), 1);
  requests.quarantine(part(id, 0, 'a'), 'late');
  expect(await answer).toEqual({ vectors: Float32Array.of(1), quarantined: [], tokens: 1 });
});
