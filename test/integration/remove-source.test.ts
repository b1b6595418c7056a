/**
 * Sources that are removed from the command line, with their conversations and without.
 */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { TemporaryFolder } from '../doubles/reader.ts';

const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));
const statusSchema = z.looseObject({ conversations: z.int(), messages: z.int() });

let folder: TemporaryFolder;
let data: string;
let work: string;
let home: string;

beforeEach(async () => {
  folder = await TemporaryFolder.create();
  [data, work, home] = [join(folder.path, 'data'), join(folder.path, 'work'), join(folder.path, 'home')];
  await writeHistory(join(work, 'a.jsonl'), conversationLines('of-work', 4, sentence));
  await writeHistory(join(home, 'b.jsonl'), conversationLines('of-home', 2, sentence));
  expect((await recollect('import', work, home)).code).toBe(0);
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Runs the command line as a script would: nobody can answer. */
function recollect(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const environment = { ...process.env, HOME: folder.path, CLAUDE_CONFIG_DIR: join(folder.path, 'none') };
    const all = [CLI, ...args, '--json', '--data-dir', data];
    execFile(process.execPath, all, { env: environment }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function status(): Promise<z.infer<typeof statusSchema>> {
  return statusSchema.parse(JSON.parse((await recollect('status')).stdout));
}

/** Files in the folder of copies. */
async function copies(): Promise<number> {
  const entries = await readdir(join(data, 'originals'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

test('a source is forgotten with its conversations and copies, once somebody has agreed', async () => {
  expect(await copies()).toBe(2);
  const asked = await recollect('sources', 'remove', work, '--forget-conversations');
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('up to 1 conversation,');
  expect(asked.stderr).toContain('--yes');
  expect(await status()).toMatchObject({ conversations: 2, messages: 6 });

  const done = await recollect('sources', 'remove', work, '--forget-conversations', '--yes');
  expect(JSON.parse(done.stdout)).toEqual({
    path: work,
    removed: true,
    forgotten: { conversations: 1, messages: 4 },
  });
  expect(await status()).toMatchObject({ conversations: 1, messages: 2 });
  expect(await copies()).toBe(1);
});

test('a source that was removed before, its conversations kept, can be forgotten later', async () => {
  const removed = await recollect('sources', 'remove', home);
  expect(JSON.parse(removed.stdout)).toEqual({ path: home, removed: true, forgotten: null });
  expect(await status()).toMatchObject({ conversations: 2 });
  const done = await recollect('sources', 'remove', home, '--forget-conversations', '--yes');
  expect(JSON.parse(done.stdout)).toMatchObject({ forgotten: { conversations: 1, messages: 2 } });
  expect(await status()).toMatchObject({ conversations: 1, messages: 4 });
});
