/**
 * What the command line refuses to import, and how it tells what it left out of what it read.
 */
import { execFile } from 'node:child_process';
import { realpath, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { TemporaryFolder } from '../doubles/reader.ts';

const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));

let folder: TemporaryFolder;
let home: string;

beforeEach(async () => {
  folder = await TemporaryFolder.create();
  home = await realpath(folder.path);
});
afterEach(() => folder[Symbol.asyncDispose]());

function recollect(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, HOME: home, USERPROFILE: home };
    const all = [CLI, ...args, '--workers', '1', '--data-dir', join(home, 'data')];
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

test('what is too broad is not imported', async () => {
  const { code, stderr } = await recollect('import', home);
  expect(code).toBe(2);
  expect(stderr).toContain('is too broad');
  expect(stderr).toContain(join(home, '.claude', 'projects'));
});

test('a source is judged before it is added, and named where it is not there any more', async () => {
  await writeHistory(join(home, 'work', 'a.jsonl'), conversationLines('a', 2, sentence));
  const refused = await recollect('sources', 'add', home);
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('is too broad');
  const added = await recollect('sources', 'add', join(home, 'work'));
  expect(added.stdout).toContain(`Added ${join(home, 'work')}: 1 file, 1 waiting.`);
  const again = await recollect('sources', 'add', join(home, 'work', 'a.jsonl'));
  expect([again.code, again.stdout]).toEqual([
    0,
    `${join(home, 'work', 'a.jsonl')} is part of ${join(home, 'work')}, which is a source already.\n`,
  ]);

  await rename(join(home, 'work'), join(home, 'elsewhere'));
  const away = await recollect('import');
  expect(away.code).toBe(2);
  expect(away.stderr).toContain(`What was added is not there now: ${join(home, 'work')}.`);
  const document: unknown = JSON.parse((await recollect('sources', '--json')).stdout);
  expect(document).toMatchObject({ known: [{ path: join(home, 'work'), exists: false }] });
});

test('what was left out of files is told with its reason, by status', async () => {
  await writeHistory(join(home, 'work', 'a.jsonl'), conversationLines('a', 2, sentence));
  await folder.write(
    join('work', 'broken.jsonl'),
    `${JSON.stringify(conversationLines('b', 1, sentence)[0])}\nno JSON\nnor this\n`,
  );
  await folder.write(join('work', 'package.json'), '{"name":"web"}');
  const imported = await recollect('import', join(home, 'work'));
  expect(imported.stdout).toContain('Read 2 files in');
  expect(imported.stdout).toContain('Left out: 2 lines that could not be read.');
  expect(imported.stdout).toContain('recollect status says what and why.');

  expect((await recollect('import', join(home, 'work'))).stdout).toContain('There was nothing new to read.');

  const { stdout } = await recollect('status');
  expect(stdout).toContain(`${join(home, 'work', 'broken.jsonl')}: lines that are no JSON (2)`);
  expect(stdout).toContain(`${join(home, 'work', 'package.json')}: files that hold no conversation (1)`);
  const document: unknown = JSON.parse((await recollect('status', '--json')).stdout);
  expect(document).toMatchObject({
    skipped: [
      { path: join(home, 'work', 'broken.jsonl'), reason: 'invalid-json', count: 2, firstName: null },
      { path: join(home, 'work', 'package.json'), reason: 'no-conversation', count: 1, firstName: null },
    ],
  });
});
