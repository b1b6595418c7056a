/**
 * Which files are copied and when, over a real library and real files, without the copier's process.
 */
import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Library } from '../../../../../electron/main/library/library.ts';
import {
  readerOperations,
  writerOperations,
} from '../../../../../electron/main/library/library-operations.ts';
import { OriginalKeeper } from '../../../../../electron/main/retention/original-keeper.ts';
import type { AppSettings } from '../../../../../electron/shared/contract/settings.ts';
import { RecollectError } from '../../../../../electron/shared/errors.ts';
import { keepFile } from '../../../../../electron/utility/copier/keep-file.ts';
import { CursorChatDatabase } from '../../../../doubles/agent-databases.ts';
import { FileImport } from '../../../../doubles/file-import.ts';
import { conversationLines, historyText, sentence } from '../../../../doubles/history.ts';
import { makeZip } from '../../../../doubles/zip.ts';

const { signal } = new AbortController();
let library: FileImport;
let setting: AppSettings['keepOriginals'];
let asked: string[];
let failWith: RecollectError | null;
let reports: string[];

beforeEach(async () => {
  library = await FileImport.create();
  setting = 'deleted-by-vendor';
  asked = [];
  failWith = null;
  reports = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await library[Symbol.asyncDispose]();
});

function folder(): string {
  return join(library.folder.path, 'originals');
}

function keeper(now: () => number = Date.now): OriginalKeeper {
  // The operations that a keeper asks for answer at once here.
  const operations = {
    write: writerOperations(library.database),
    read: readerOperations(library.database),
  } as unknown as Library;
  return new OriginalKeeper({
    library: operations,
    copier: {
      keep: async (request) => {
        asked.push(request.path);
        if (failWith) throw failWith;
        return keepFile(request, { most: 64, least: 16 });
      },
      stop: () => undefined,
    },
    folder: folder(),
    setting: () => setting,
    now,
    report: (what) => reports.push(what),
  });
}

function kept(): { path: string; size: number; earlier: boolean }[] {
  return readerOperations(library.database)
    .keptCopies(null, 0, 100)
    .copies.map(({ path, size, earlier }) => ({ path, size, earlier }));
}

const history = (turns: number): string =>
  historyText(conversationLines('one', turns, (turn) => sentence(turn)));

test('what the vendor deletes is copied, other files only if all are wanted, and nothing where none is', async () => {
  const session = await library.write('one.jsonl', history(2));
  const notes = await library.write('notes.md', 'Notes.');
  setting = 'none';
  await keeper().copyNow(signal);
  expect(asked).toEqual([]);
  setting = 'deleted-by-vendor';
  await keeper().copyNow(signal);
  expect(asked).toEqual([session]);
  setting = 'all';
  await keeper().copyNow(signal);
  expect(asked).toEqual([session, notes]);
});

test('a zip of histories is no vendor’s to delete: it is copied only if all are wanted', async () => {
  const zip = await library.write('backup.zip', await makeZip({ 'p/one.jsonl': history(2) }));
  await keeper().copyNow(signal);
  expect(asked).toEqual([]);
  setting = 'all';
  await keeper().copyNow(signal);
  expect(asked).toEqual([zip]);
});

test('an archive of Recollect’s own is copied only if all are wanted, whatever agents it is of', async () => {
  const archive = [
    { recollect: 'archive', version: 1 },
    { conversation: 'c', format: 'claude-code', kind: 'main' },
    { message: 'm', uid: '0'.repeat(32), role: 'user', kind: 'text', time: 1, sortTime: 1, text: 'Hello' },
  ];
  const path = await library.write('all.jsonl', archive.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await keeper().copyNow(signal);
  expect(asked).toEqual([]);
  setting = 'all';
  await keeper().copyNow(signal);
  expect(asked).toEqual([path]);
});

test('a chat’s database is never copied, like those of other agents', async () => {
  const path = join(library.folder.path, 'store.db');
  {
    using chat = new CursorChatDatabase(path);
    chat.chat('chat', [chat.blob({ role: 'user', content: 'Hello' })]);
  }
  await library.import(path);
  setting = 'all';
  await keeper().copyNow(signal);
  expect(asked).toEqual([]);
});

test('a file is copied once, and again when it has changed', async () => {
  const path = await library.write('one.jsonl', history(2));
  const originals = keeper();
  await originals.copyNow(signal);
  await originals.copyNow(signal);
  expect(asked).toEqual([path]);
  await appendFile(path, history(3).slice(history(2).length));
  await library.import(path);
  await originals.copyNow(signal);
  expect(asked).toEqual([path, path]);
  expect(kept()).toEqual([{ path, size: history(3).length, earlier: false }]);
});

test('what a file held before it became shorter stays, the last time', async () => {
  const path = await library.write('one.jsonl', history(6));
  const originals = keeper();
  await originals.copyNow(signal);
  for (const turns of [4, 2]) {
    await writeFile(path, history(turns));
    await library.import(path);
    await originals.copyNow(signal);
  }
  expect(kept()).toEqual([
    { path, size: history(4).length, earlier: true },
    { path, size: history(2).length, earlier: false },
  ]);
});

test('a file that can’t be copied costs only itself, and is tried again when it has changed', async () => {
  const path = await library.write('one.jsonl', history(2));
  const originals = keeper();
  failWith = new RecollectError('file-not-permitted', 'Not permitted.');
  await originals.copyNow(signal);
  await originals.copyNow(signal);
  expect(asked).toEqual([path]);
  expect(reports).toEqual([`copying ${path}`]);
  expect(originals.failure).toBeNull();
  failWith = null;
  await writeFile(path, history(3));
  await library.import(path);
  await originals.copyNow(signal);
  expect(kept()).toHaveLength(1);
});

test('a full disk ends the copying, says so, and is forgotten when there is room again', async () => {
  await library.write('one.jsonl', history(2));
  const originals = keeper();
  failWith = new RecollectError('disk-full', 'The disk is full.');
  await expect(originals.copyNow(signal)).rejects.toMatchObject({ code: 'disk-full' });
  expect(originals.failure).toMatchObject({ code: 'disk-full' });
  failWith = null;
  await originals.copyNow(signal);
  expect(originals.failure).toBeNull();
});

test('an import that is stopped begins no other copy', async () => {
  await library.write('one.jsonl', history(2));
  await expect(keeper().copyNow(AbortSignal.abort())).rejects.toThrow();
  expect(asked).toEqual([]);
});

test('a file that is being written is left until it has been quiet for a minute', async () => {
  const path = await library.write('one.jsonl', history(2));
  let now = Date.now() + 1_000;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const originals = keeper(() => now);
  originals.want(() => false);
  // Something was written since the timer began: it begins once more.
  originals.want(() => false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  now += 60_000;
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([path]);
  });
  await originals.close();
});

test('copies of files that the library was told to forget are removed', async () => {
  const path = await library.write('one.jsonl', history(2));
  await keeper().copyNow(signal);
  const left = async (): Promise<number> =>
    (await readdir(folder(), { recursive: true })).filter((name) => name.includes('-')).length;
  expect(await left()).toBeGreaterThan(0);
  await rm(path);
  library.database.prepare('DELETE FROM part_files').run();
  library.database.prepare('DELETE FROM files WHERE path = ?').run(path);
  await keeper().copyNow(signal);
  expect(await left()).toBe(0);
});
