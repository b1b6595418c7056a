/**
 * A disk that is full or read-only costs an import, never what the library holds. The disks are real where root may
 * mount one; permissions are real where the user isn't root. Elsewhere the tests say that they are skipped.
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProgressCounter } from '../../electron/main/importing/progress.ts';
import { readPendingFiles } from '../../electron/main/importing/read-loop.ts';
import { ReaderClient } from '../../electron/main/importing/reader-client.ts';
import { openLibrary, type Library } from '../../electron/main/library/library.ts';
import { scan } from '../../electron/main/sources/scan.ts';
import { createForkStarter } from '../../headless/fork-starter.ts';
import { createMemoryProbe } from '../../headless/memory-probe.ts';
import { childEntries, libraryThread, modelFolder } from '../../headless/paths.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { canMount, SmallDisk } from '../doubles/small-disk.ts';

const FILES = 24;
const mounting = await canMount();
const unprivileged = process.platform !== 'win32' && process.getuid?.() !== 0;
if (!mounting) process.stderr.write('Skipped: a full disk, and a read-only one, need root on Linux.\n');
if (!unprivileged) process.stderr.write('Skipped: files without permission need a user who is not root.\n');

let folder: string;
let home: string;
const readers: ReaderClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-disks-'));
  home = join(folder, 'home');
  for (let file = 0; file < FILES; file += 1) {
    const lines = conversationLines(`s${file}`, 30, (turn) => sentence(file * 100 + turn, 120));
    await writeHistory(join(home, `s${file}.jsonl`), lines);
  }
});

afterAll(async () => {
  for (const reader of readers) reader.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the library in `data`, reads the home into it, and says what it then holds. */
async function importInto(data: string): Promise<unknown> {
  const library = await openLibrary(join(data, 'library.db'), libraryThread);
  try {
    return await readHome(library);
  } finally {
    await library.close();
  }
}

async function readHome(library: Library): Promise<unknown> {
  const { signal } = new AbortController();
  const starter = createForkStarter({ entries: childEntries, onOutput: () => undefined });
  const reader = new ReaderClient(starter, modelFolder, createMemoryProbe());
  readers.push(reader);
  const progress = new ProgressCounter(Date.now);
  await library.write.recordScan({ path: home, origin: 'added' }, (await scan(home, signal)).files);
  await readPendingFiles({ library, reader, progress, gate: () => Promise.resolve() }, signal);
  return library.read.counts();
}

/** What SQLite says of the library's state: `ok`. */
function integrityOf(data: string): unknown {
  const database = new DatabaseSync(join(data, 'library.db'), { readOnly: true });
  const result = database.prepare('PRAGMA integrity_check').get()?.integrity_check;
  database.close();
  return result;
}

describe.runIf(mounting)('a disk', () => {
  test('that is full ends the import with a sentence; with more room it goes on', async () => {
    const undisturbed = await importInto(join(folder, 'undisturbed'));
    await using disk = await SmallDisk.mount(1);
    await expect(importInto(disk.path)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/full\. Free some room; nothing was lost\./) as unknown,
    });
    await disk.resize(64);
    expect(integrityOf(disk.path)).toBe('ok');
    expect(await importInto(disk.path)).toEqual(undisturbed);
    expect(integrityOf(disk.path)).toBe('ok');
  });

  test('that has no room for a library says so', async () => {
    await using disk = await SmallDisk.mount(1);
    const filler = new DatabaseSync(join(disk.path, 'filler'));
    filler.exec('CREATE TABLE filler (bytes BLOB)');
    const fill = (bytes: number): void => {
      // Until the disk takes no more of it.
      expect(() => {
        for (;;) filler.exec(`INSERT INTO filler VALUES (zeroblob(${bytes}))`);
      }).toThrow(/full/);
    };
    for (const bytes of [100_000, 1_000, 1]) fill(bytes);
    await expect(importInto(join(disk.path, 'data'))).rejects.toMatchObject({ code: 'disk-full' });
    filler.close();
  });

  test('that is read-only is refused with a sentence; the library is as it was', async () => {
    await using disk = await SmallDisk.mount(64);
    const before = await importInto(disk.path);
    await disk.allowWriting(false);
    await expect(importInto(disk.path)).rejects.toMatchObject({
      code: 'library-not-writable',
      message: expect.stringContaining(disk.path) as unknown,
    });
    await disk.allowWriting(true);
    expect(integrityOf(disk.path)).toBe('ok');
    expect(await importInto(disk.path)).toEqual(before);
  });
});

describe.runIf(unprivileged)('a library', () => {
  test.each(['file', 'folder'])(
    'of which the %s is read-only is refused, and left as it was',
    async (which) => {
      const data = join(folder, `read-only-${which}`);
      await mkdir(data);
      const before = await importInto(data);
      const [path, locked, free] =
        which === 'folder' ? [data, 0o555, 0o755] : ([join(data, 'library.db'), 0o444, 0o644] as const);
      await chmod(path, locked);
      await expect(importInto(data)).rejects.toMatchObject({ code: 'library-not-writable' });
      await chmod(path, free);
      expect(integrityOf(data)).toBe('ok');
      expect(await importInto(data)).toEqual(before);
    },
  );
});
