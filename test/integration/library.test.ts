import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLibrary } from '../../electron/main/library/library.ts';
import { libraryThread } from '../../headless/paths.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-library-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Threads of this process that hold an open port: the library's. */
const threads = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'MessagePort').length;

test('the thread that searches ends without a search for a while, and the next one brings it back', async () => {
  const library = await openLibrary(join(folder, 'library.db'), libraryThread, 50);
  const without = threads();
  const search = () => library.search.hitMessages([]);
  expect(await search()).toEqual([]);
  expect(threads()).toBe(without + 1);
  await expect.poll(threads).toBe(without);
  expect(await Promise.all([search(), search()])).toEqual([[], []]);
  await library.close();
});

test('what nobody waits for any more is answered at once, and left out where it has not begun', async () => {
  const library = await openLibrary(join(folder, 'library.db'), libraryThread);
  const saved = (name: string) => ({ name, query: name, mode: 'hybrid' as const, filter: {} });
  // The request before it waits for this lock, and it for that request.
  using other = new DatabaseSync(join(folder, 'library.db'));
  other.exec('BEGIN IMMEDIATE');
  const before = library.write.saveSearch(saved('before'));
  const abort = new AbortController();
  const dropped = library.write.saveSearch(saved('dropped'), abort.signal);
  abort.abort();
  await expect(dropped).rejects.toMatchObject({ code: 'cancelled' });
  await expect(library.read.counts(abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  other.exec('ROLLBACK');
  await before;
  const { signal } = new AbortController();
  await library.write.saveSearch(saved('after'), signal);
  const names = (await library.read.savedSearches()).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['after', 'before']);
  await library.close();
});
