import { expect, test } from 'vitest';
import { LookQueue } from '../../../../../electron/main/importing/look-queue.ts';

test('what is asked for twice is looked at once, and the whole of a source includes its parts', () => {
  const looks = new LookQueue();
  looks.paths(1, ['/a', '/b']);
  looks.paths(2, ['/c']);
  looks.paths(1, ['/b']);
  looks.whole(2);
  looks.paths(2, ['/d']);
  expect(looks.take()).toEqual({ source: 1, paths: ['/a', '/b'], retryFailed: false });
  expect(looks.take()).toEqual({ source: 2, paths: null, retryFailed: false });
  expect(looks.take()).toBeUndefined();
});

test('a retry is not forgotten by a plain look that is asked for after it', () => {
  const looks = new LookQueue();
  looks.whole(1, true);
  looks.whole(1);
  looks.paths(1, ['/a']);
  expect(looks.take()).toEqual({ source: 1, paths: null, retryFailed: true });
});

test('for very many changed paths the source is walked', () => {
  const looks = new LookQueue();
  looks.paths(
    1,
    Array.from({ length: 2_001 }, (_, index) => `/${index}`),
  );
  expect(looks.take()).toMatchObject({ paths: null });
});
