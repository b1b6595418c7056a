import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchSource, type SourceWatch } from '../../../../../electron/main/sources/watch-source.ts';
import { CursorDatabase, OpencodeDatabase } from '../../../../doubles/agent-databases.ts';
import { eventually } from '../../../../doubles/eventually.ts';

let folder: string;
let watch: SourceWatch | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-watch-'));
});
afterEach(async () => {
  await watch?.close();
  await rm(folder, { recursive: true, force: true });
});

async function watching(path = folder): Promise<Set<string>> {
  const told = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    watch = watchSource(path, {
      ready: () => resolve(),
      changed: (paths) => paths.forEach((path) => told.add(path)),
      failed: (_reason, message) => reject(new Error(message)),
    });
  });
  return told;
}

test('tells of files that are written, made and removed, in new folders too', async () => {
  const old = join(folder, 'old.jsonl');
  await writeFile(old, 'a\n');
  const told = await watching();
  expect([...told]).toEqual([]);

  await appendFile(old, 'b\n');
  await eventually(() => told.has(old));
  await mkdir(join(folder, 'deep', 'deeper'), { recursive: true });
  const fresh = join(folder, 'deep', 'deeper', 'fresh.jsonl');
  await writeFile(fresh, 'a\n');
  await eventually(() => told.has(fresh));
  told.clear();
  await rm(fresh);
  await eventually(() => told.has(fresh));
});

test('says nothing of files that hold no conversations, nor of folders that are left alone', async () => {
  await mkdir(join(folder, 'node_modules'));
  const told = await watching();
  await writeFile(join(folder, 'photo.png'), 'x');
  await writeFile(join(folder, 'node_modules', 'readme.md'), 'x');
  await writeFile(join(folder, 'last.md'), 'x');
  await eventually(() => told.has(join(folder, 'last.md')));
  expect([...told]).toEqual([join(folder, 'last.md')]);
});

test.each([
  ['the folder of a database', ''],
  ['a database itself', 'state.vscdb'],
])('tells of a database whose newest text is only in its log, watching %s', async (_what, watched) => {
  const path = join(folder, 'state.vscdb');
  using database = new CursorDatabase(path);
  const told = await watching(join(folder, watched));
  database.composer('one', 1_000, [{ type: 1, text: 'Hello' }]);
  await eventually(() => told.size > 0);
  expect([...told]).toEqual([path]);
});

test('tells of a database whose log comes later', async () => {
  const path = join(folder, 'opencode.db');
  new OpencodeDatabase(path)[Symbol.dispose]();
  const told = await watching(path);
  using database = new OpencodeDatabase(path);
  database.session('one', 1_000, [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }]);
  await eventually(() => told.has(path));
});
