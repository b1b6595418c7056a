import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
