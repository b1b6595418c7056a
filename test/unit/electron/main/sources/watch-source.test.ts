import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchSource, type SourceWatch } from '../../../../../electron/main/sources/watch-source.ts';
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

async function watching(): Promise<Set<string>> {
  const told = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    watch = watchSource(folder, {
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
