import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scan } from '../../../../../electron/main/sources/scan.ts';
import { OpencodeDatabase } from '../../../../doubles/agent-databases.ts';
import { readHistory, TemporaryFolder } from '../../../../doubles/reader.ts';

const { signal } = new AbortController();

test('a database whose newest text is only in its log has changed', async () => {
  await using folder = await TemporaryFolder.create();
  const path = join(folder.path, 'opencode.db');
  using database = new OpencodeDatabase(path);
  database.session('one', 1_000, [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }]);
  const before = await scan(path, signal);
  const untouched = await stat(path);
  database.session('two', 2_000, [{ role: 'user', parts: [{ type: 'text', text: 'Hello again' }] }]);
  const after = await scan(path, signal);
  expect((await stat(path)).mtimeMs).toBe(untouched.mtimeMs);
  expect(after.files).toHaveLength(1);
  expect(after.files).not.toEqual(before.files);
});

test('a reading sees the version of a database that a scan sees, so that it is not read twice', async () => {
  await using folder = await TemporaryFolder.create();
  const path = join(folder.path, 'opencode.db');
  using database = new OpencodeDatabase(path);
  database.session('one', 1_000, [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }]);
  const { batches } = await readHistory(path);
  const { files } = await scan(folder.path, signal);
  expect(files).toEqual([{ path, ...batches.at(-1)?.seen }]);
});
