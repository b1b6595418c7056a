/**
 * What the command line refuses to import, and how it tells what it left out of what it read.
 */
import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
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

test.each([
  ['the root of the disk', () => '/'],
  ['the home folder', () => home],
  ['a folder that holds homes', () => join(home, '..')],
])('%s is too broad to be imported', async (_what, path) => {
  const { code, stderr } = await recollect('import', path());
  expect(code).toBe(2);
  expect(stderr).toContain('is too broad');
  expect(stderr).toContain(join(home, '.claude', 'projects'));
});

test('what was left out of files is told with its reason, by status', async () => {
  await writeHistory(join(home, 'work', 'a.jsonl'), conversationLines('a', 2, sentence));
  await folder.write(
    join('work', 'broken.jsonl'),
    `${JSON.stringify(conversationLines('b', 1, sentence)[0])}\nno JSON\nnor this\n`,
  );
  await folder.write(join('work', 'package.json'), '{"name":"web"}');
  const imported = await recollect('import', join(home, 'work'));
  expect(imported.stdout).toContain('2 lines could not be read and were left out.');
  expect(imported.stdout).toContain('recollect status says what and why.');

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
