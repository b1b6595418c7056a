/**
 * What people drop by mistake, and what goes wrong under the app: each is told in a sentence that says what happened
 * and what to do, and the app goes on.
 */
import { chmod, mkdir, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecollectClient } from '../../electron/shared/contract/client.ts';
import type { AddedPath, FailureRow } from '../../electron/shared/contract/sources.ts';
import { TestHost } from '../doubles/application.ts';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, historyText, sentence, writeHistory } from '../doubles/history.ts';
import { OrdinaryUser, permissionsHold } from '../doubles/other-user.ts';
import { makeZip } from '../doubles/zip.ts';

const GB = 2 ** 30;

let host: TestHost;
let client: RecollectClient;

beforeEach(async () => {
  host = await TestHost.start();
  ({ client } = host.browse());
  // Answered once the library is open.
  await client.sources.list(undefined);
  // A temporary folder is its owner's alone; whoever gives up being root must still reach what is in it.
  await chmod(host.folder, 0o755);
});

/** Whatever happened: what is added after it is read and found, and nothing went to the log of errors. */
afterEach(async () => {
  await writeHistory(
    join(host.folder, 'after', 'a.jsonl'),
    conversationLines('after', 2, () => 'A wombat digs on.'),
  );
  expect(await drop(join(host.folder, 'after'))).toMatchObject({ outcome: 'added' });
  await eventually(async () => (await found('wombat')).length === 1, 60_000);
  expect(host.errors).toEqual([]);
  await host[Symbol.asyncDispose]();
});

/** What became of a path that was dropped. */
async function drop(path: string): Promise<AddedPath> {
  const [added] = await client.sources.add({ paths: [path] });
  if (!added) throw new Error('Nothing was said of what was dropped.');
  return added;
}

async function found(query: string): Promise<string[]> {
  const { hits } = await client.search.run({ ticket: query, query, mode: 'keyword', limit: 5, filter: {} });
  return hits.map(({ conversationId }) => conversationId);
}

/** What failed, once something did and there is nothing more to read. */
function failures(): Promise<FailureRow[]> {
  return eventually(async () => {
    const { files, sync } = await client.snapshot.get();
    const rows = await client.sync.failures(undefined);
    return files.pending === 0 && sync.phase !== 'reading' && rows.length > 0 && rows;
  }, 120_000);
}

describe('a folder', () => {
  test('that is the root of the disk is refused, with what to add instead', async () => {
    const { outcome, message } = await drop('/');
    expect(outcome).toBe('refused');
    expect(message).toMatch(/too broad.* Add the folders that hold conversations, such as /);
    expect(await client.sources.list(undefined)).toEqual([]);
  });

  test('of Recollect’s own is refused; one that holds it is taken without it', async () => {
    const library = join(host.data, 'library.db');
    for (const path of [host.data, join(host.data, 'activity'), library]) {
      const { outcome, message } = await drop(path);
      expect({ path, outcome }).toEqual({ path, outcome: 'refused' });
      expect(message).toContain('is where Recollect keeps its library');
    }
    await writeHistory(
      join(host.home, 'a.jsonl'),
      conversationLines('beside', 2, () => 'An otter dives.'),
    );
    // What lies in the data folder and looks like a history.
    await writeHistory(
      join(host.data, 'b.jsonl'),
      conversationLines('own', 2, () => 'A badger digs.'),
    );
    expect((await drop(host.folder)).outcome).toBe('added');
    await eventually(async () => (await found('otter')).length === 1, 60_000);
    const { files } = await eventually(async () => {
      const snapshot = await client.snapshot.get();
      return snapshot.files.done > 0 && snapshot.files.pending === 0 && snapshot;
    });
    expect(files).toEqual({ total: 1, done: 1, pending: 0, failed: 0 });
    expect(await found('badger')).toEqual([]);
    const [source] = await client.sources.list(undefined);
    await client.sources.remove({ id: source?.id ?? 0, conversations: false });
  });

  test.runIf(permissionsHold)('that may not be read is refused, with what to change', async () => {
    const path = join(host.home, 'locked');
    await writeHistory(join(path, 'a.jsonl'), conversationLines('locked', 2, sentence));
    await chmod(path, 0o000);
    try {
      using _ = new OrdinaryUser();
      expect(await drop(path)).toEqual({
        path,
        outcome: 'refused',
        message: `${path} can't be read: Reading it is not permitted. Change its permissions and retry.`,
      });
    } finally {
      await chmod(path, 0o700);
    }
  });

  test.runIf(permissionsHold)(
    'in which one folder may not be read loses only that one, by name',
    async () => {
      await writeHistory(
        join(host.home, 'open', 'a.jsonl'),
        conversationLines('open', 2, () => 'An ibex climbs.'),
      );
      const path = join(host.home, 'locked');
      await mkdir(path);
      await chmod(path, 0o000);
      try {
        using _ = new OrdinaryUser();
        expect((await drop(host.home)).outcome).toBe('added');
        expect(await failures()).toMatchObject([
          { kind: 'file', path, failure: { code: 'file-not-permitted' } },
        ]);
      } finally {
        await chmod(path, 0o700);
      }
      await eventually(async () => (await found('ibex')).length === 1);
    },
  );

  test('that vanishes in mid-import costs what was not read, and is told as missing', async () => {
    const path = join(host.home, 'gone');
    for (let file = 0; file < 30; file += 1) {
      await writeHistory(
        join(path, `${file}.jsonl`),
        conversationLines(`g${file}`, 100, (turn) => sentence(file * 100 + turn, 60)),
      );
    }
    await drop(path);
    await eventually(async () => (await client.snapshot.get()).library.messages > 0);
    await rm(path, { recursive: true });
    await client.sync.now(undefined);
    await eventually(async () => (await client.sources.list(undefined))[0]?.state === 'missing', 60_000);
    const { files, notices } = await eventually(async () => {
      const snapshot = await client.snapshot.get();
      return snapshot.files.pending === 0 && snapshot;
    });
    expect(files.failed).toBe(0);
    expect(notices.map(({ message }) => message)).toContain(
      'One source is not there now. What it held stays in the library, and it is read again when it is back.',
    );
  });
});

describe('a file of 2 GB', () => {
  test('is read to its end, and what is no line in it is counted and named', async () => {
    const path = join(host.home, 'huge.jsonl');
    const [first, last] = [0, 1].map((turn) =>
      historyText(conversationLines('huge', 2, (at) => `The aardvark of turn ${at}.`).slice(turn, turn + 1)),
    );
    await writeFile(path, first ?? '');
    // A hole: the disk has none of these bytes, whoever reads them gets zeros.
    await truncate(path, 2 * GB);
    await using file = await open(path, 'a');
    await file.write(`\n${last ?? ''}`);
    expect((await drop(path)).outcome).toBe('added');
    expect(await failures()).toMatchObject([{ kind: 'lines', path, reason: 'too-long', count: 1 }]);
    expect(await found('aardvark')).toEqual(['claude-code:huge']);
    expect((await client.snapshot.get()).library.messages).toBe(2);
  });

  test('that holds nothing known is named, with what it begins with', async () => {
    const path = join(host.home, 'zeros.jsonl');
    await writeFile(path, '');
    await truncate(path, 2 * GB);
    await drop(path);
    const [row] = await failures();
    expect(row).toMatchObject({ kind: 'file', path, failure: { code: 'format-unknown' } });
  });
});

describe('a zip bomb', () => {
  test('is refused before it is unpacked, with why', async () => {
    const path = join(host.home, 'bomb.zip');
    await writeFile(path, await makeZip({ 'bomb.md': Buffer.alloc(65 * 2 ** 20) }));
    // What a zip holds is told apart when it is read.
    expect((await drop(path)).outcome).toBe('added');
    expect(await failures()).toMatchObject([
      {
        kind: 'file',
        path,
        failure: {
          code: 'zip-refused',
          message: 'The zip was not read: it unpacks to more than 200 times its size, which no history does.',
        },
      },
    ]);
  });
});

describe('settings', () => {
  test('that can’t be written are told, and hold as they were', async () => {
    const path = join(host.data, 'settings.json');
    // Nobody can write a file where a folder is, root included.
    await mkdir(path);
    await expect(client.settings.set({ theme: 'dark' })).rejects.toMatchObject({
      code: 'settings-not-writable',
      message: `The settings ${path} can't be written, so nothing was changed. Check that the file and its folder may be written.`,
    });
    expect((await client.snapshot.get()).settings.theme).toBe('system');
    await rm(path, { recursive: true });
    await client.settings.set({ theme: 'dark' });
    expect((await client.snapshot.get()).settings.theme).toBe('dark');
  });
});

describe('a library', () => {
  test('that is damaged is told, with what to do, and opened again once that is done', async () => {
    await host.close();
    const path = join(host.data, 'library.db');
    await rm(`${path}-wal`, { force: true });
    await writeFile(path, 'This is no database. '.repeat(500));
    await host.open();
    ({ client } = host.browse());
    const { notices } = await eventually(async () => {
      const snapshot = await client.snapshot.get();
      return snapshot.sync.phase === 'failed' && snapshot;
    });
    expect(notices[0]?.message).toMatch(
      /damaged.*Move it away and import again, or put a backup in its place/,
    );
    await expect(client.sources.list(undefined)).rejects.toMatchObject({ code: 'library-damaged' });
    await rm(path);
    await client.sync.retry(undefined);
  });

  test('that is damaged can be set aside: it is kept with its copies, and a new one is begun', async () => {
    await expect(client.system.setLibraryAside(undefined)).rejects.toMatchObject({ code: 'usage' });
    await client.settings.finishFirstRun(undefined);
    await host.close();
    const damaged = 'This is no database. '.repeat(500);
    await rm(join(host.data, 'library.db-wal'), { force: true });
    await writeFile(join(host.data, 'library.db'), damaged);
    await mkdir(join(host.data, 'originals', '00'), { recursive: true });
    await writeFile(join(host.data, 'originals', '00', 'copy'), 'a copy');
    await host.open();
    ({ client } = host.browse());
    await eventually(async () => (await client.snapshot.get()).sync.phase === 'failed');

    const kept = await client.system.setLibraryAside(undefined);

    expect(await readFile(kept, 'utf8')).toBe(damaged);
    const [, time] = kept.split('.damaged-');
    const copies = join(host.data, `originals.damaged-${time}`);
    expect(await readFile(join(copies, '00', 'copy'), 'utf8')).toBe('a copy');
    const { host: shown, library } = await client.snapshot.get();
    expect(shown.firstRun).toBe(true);
    expect(library.conversations).toBe(0);
    await client.settings.finishFirstRun(undefined);
    expect((await client.snapshot.get()).host.firstRun).toBe(false);
  });
});
