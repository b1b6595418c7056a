/**
 * Copies of original files: made with an import, restored by the command line, by real processes.
 */
import { execFile, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { composeLibraryReader } from '../../headless/compose.ts';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';

const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));
const WRITTEN = new Date('2026-03-01T09:00:00.000Z');

let folder: string;
let home: string;
let data: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-retention-'));
  home = join(folder, 'home');
  data = join(folder, 'data');
  await mkdir(home);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const reportSchema = z.object({
  files: z.array(z.object({ path: z.string(), restoredTo: z.string(), bytes: z.number() })),
  failed: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
});

/** Runs a command and gives its exit code and its document. */
function recollect(...args: string[]): Promise<{ code: number; document: unknown }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, ...args, '--json', '--data-dir', data, '--workers', '1'],
      (error, stdout) => {
        const code = error ? Number(error.code) : 0;
        resolve({ code, document: JSON.parse(stdout) });
      },
    );
  });
}

async function restore(...args: string[]): Promise<z.infer<typeof reportSchema> & { code: number }> {
  const { code, document } = await recollect('restore', ...args);
  return { code, ...reportSchema.parse(document) };
}

/** A session of two messages and an answer of a tool of so many random bytes. */
async function writeSession(name: string, bytes = 100): Promise<string> {
  const path = join(home, `${name}.jsonl`);
  const lines = conversationLines(name, 2, (turn) => sentence(turn));
  await writeHistory(path, lines);
  const noise = { type: 'progress', sessionId: name, data: randomBytes(bytes).toString('base64') };
  await writeFile(path, `${JSON.stringify(noise)}\n`, { flag: 'a' });
  await utimes(path, WRITTEN, WRITTEN);
  return path;
}

/** Files of copies on the disk, and those that the library knows. */
async function pieces(): Promise<{ onDisk: string[]; known: string[] }> {
  const originals = join(data, 'originals');
  const entries = await readdir(originals, { recursive: true, withFileTypes: true }).catch(() => []);
  const onDisk = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const library = await composeLibraryReader(data);
  try {
    const { copies } = await library.read.keptCopies(null, 0, 1_000);
    const known = copies.flatMap(({ segments }) => segments.map(({ name }) => name.split('/').at(-1) ?? ''));
    return { onDisk: onDisk.sort(), known: known.sort() };
  } finally {
    await library.close();
  }
}

test('a session that its program deleted is restored byte for byte, with its time', async () => {
  const one = await writeSession('one');
  const two = await writeSession('two', 3_000_000);
  await writeFile(join(home, 'notes.md'), 'Nobody deletes these notes.');
  const originals = new Map([one, two].map((path) => [path, readFile(path)]));
  const contents = new Map(
    await Promise.all([...originals].map(async ([path, read]) => [path, await read] as const)),
  );
  expect((await recollect('import', home)).code).toBe(0);
  await rm(one);
  await rm(two);

  const all = await restore('--all', '--to', join(folder, 'all'));
  expect(all).toMatchObject({ code: 0, failed: [] });
  expect(all.files.map(({ path }) => path).sort()).toEqual([one, two]);
  for (const { path, restoredTo } of all.files) {
    expect((await readFile(restoredTo)).equals(contents.get(path) ?? Buffer.alloc(0))).toBe(true);
    expect((await stat(restoredTo)).mtime).toEqual(WRITTEN);
  }
  const byId = await restore('claude-code:one', '--to', join(folder, 'by-id'));
  expect(byId.files.map(({ path }) => path)).toEqual([one]);
  const byPath = await restore(two, '--to', join(folder, 'by-path'));
  expect(byPath.files.map(({ path }) => path)).toEqual([two]);
  expect((await recollect('restore', join(home, 'notes.md'), '--to', folder)).code).toBe(2);
});

test('an import with copies turned off makes none; one of everything copies notes too', async () => {
  await writeSession('one');
  await writeFile(join(home, 'notes.md'), 'Notes that are kept when everything is.');
  await recollect('import', home, '--keep-originals', 'none');
  expect(await pieces()).toEqual({ onDisk: [], known: [] });
  await recollect('import', home, '--keep-originals', 'all');
  expect((await pieces()).known).toHaveLength(2);
});

test('a program that is killed while it copies leaves nothing that the next one does not mend', async () => {
  const paths = await Promise.all(['one', 'two', 'three'].map((name) => writeSession(name, 12_000_000)));
  const child = fork(CLI, ['import', '--data-dir', data, '--workers', '1', home], { stdio: 'ignore' });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  try {
    await eventually(async () => (await readdir(join(data, 'originals')).catch(() => [])).length > 0);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }

  expect((await recollect('import', home)).code).toBe(0);
  const { onDisk, known } = await pieces();
  expect(onDisk).toEqual(known);
  const { files, failed } = await restore('--all', '--to', join(folder, 'to'));
  expect(failed).toEqual([]);
  expect(files.map(({ path }) => path).sort()).toEqual([...paths].sort());
  for (const { path, restoredTo } of files) {
    expect((await readFile(restoredTo)).equals(await readFile(path))).toBe(true);
  }
});

test('a damaged copy is named, and the others are restored', async () => {
  const paths = await Promise.all(['one', 'two'].map((name) => writeSession(name)));
  await recollect('import', home);
  const [name = ''] = (await pieces()).onDisk;
  const below = await readdir(join(data, 'originals'));
  for (const each of below) await truncate(join(data, 'originals', each, name), 10).catch(() => undefined);

  const { code, files, failed } = await restore('--all', '--to', join(folder, 'to'));
  expect(code).toBe(3);
  expect(failed).toMatchObject([{ code: 'copy-damaged' }]);
  expect([...files, ...failed].map(({ path }) => path).sort()).toEqual([...paths].sort());
});
