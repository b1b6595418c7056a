/**
 * An update that reads more of a format: what the version before left out comes in, nothing is doubled, and nothing that
 * was embedded is embedded again.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAnew } from '../../electron/main/library/migrations/0013-read-anew.ts';
import { unknownAnew } from '../../electron/main/library/migrations/0016-unknown-anew.ts';
import { libraryPath } from '../../electron/main/settings/data-directory.ts';
import { testEngine } from '../doubles/engine.ts';
import { libraryContents } from '../doubles/library-contents.ts';

const fixtures = fileURLToPath(new URL('../fixtures/codex', import.meta.url));
const signal = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-update-'));
  await cp(fixtures, join(folder, 'home'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function importHome() {
  const engine = await testEngine(join(folder, 'data'), 1);
  try {
    return await engine.import([{ path: join(folder, 'home'), origin: 'added' }], signal);
  } finally {
    await engine.close();
  }
}

test('files that have not changed are read again after an update, and become what it makes of them', async () => {
  await importHome();
  const whole = libraryContents(join(folder, 'data'));

  const database = new DatabaseSync(libraryPath(join(folder, 'data')));
  const left = database.prepare("DELETE FROM parts WHERE kind <> 'text'").run();
  expect(left.changes).toBeGreaterThan(0);
  database.exec(readAnew);
  database.close();
  expect(libraryContents(join(folder, 'data')).messages).not.toEqual(whole.messages);

  const report = await importHome();

  expect(libraryContents(join(folder, 'data'))).toEqual(whole);
  expect(report.filesRead).toBeGreaterThan(0);
  expect(report.textsEmbedded).toBe(0);
});

test('files of which nothing was known are tried again after an update, and no others', async () => {
  await writeFile(join(folder, 'home', 'notes.jsonl'), 'nonsense\n');
  const [failed] = (await importHome()).filesFailed;
  expect(failed).toMatchObject({ code: 'format-unknown' });

  using database = new DatabaseSync(libraryPath(join(folder, 'data')));
  database.exec(unknownAnew);

  const waiting = database.prepare("SELECT path FROM files WHERE state = 'pending'").all();
  expect(waiting).toEqual([{ path: join(folder, 'home', 'notes.jsonl') }]);
});
