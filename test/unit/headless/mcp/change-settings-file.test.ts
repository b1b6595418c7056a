import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyChange, previewChange } from '../../../../headless/mcp/change-settings-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('changing another program’s settings', () => {
  test('a preview writes nothing', async () => {
    const path = join(folder, 'x.json');
    expect(await previewChange(path, () => 'new')).toEqual({
      changed: true,
      before: '',
      after: 'new',
      backup: null,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a file that was not there is made, with its folder, for its owner only', async () => {
    const path = join(folder, 'below', 'x.json');
    await applyChange(path, await previewChange(path, () => 'new'));
    expect(await readFile(path, 'utf8')).toBe('new');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('what was there before is kept beside it, and the permissions stay', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'old', { mode: 0o640 });
    await applyChange(path, await previewChange(path, (text) => `${text} and new`));
    expect(await readFile(path, 'utf8')).toBe('old and new');
    expect(await readFile(`${path}.before-recollect`, 'utf8')).toBe('old');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('what was there at first is kept, however often the file is changed', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'first');
    for (const next of ['second', 'third']) await applyChange(path, await previewChange(path, () => next));
    expect(await readFile(`${path}.before-recollect`, 'utf8')).toBe('first');
    expect(await readFile(`${path}.before-recollect-2`, 'utf8')).toBe('second');
  });

  test('a file that another program changed meanwhile is left alone', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'old');
    const change = await previewChange(path, () => 'new');
    await writeFile(path, 'theirs');
    await expect(applyChange(path, change)).rejects.toThrow(/changed by another program/);
    expect(await readFile(path, 'utf8')).toBe('theirs');
  });

  test('no change writes nothing', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'same');
    await applyChange(path, await previewChange(path, (text) => text));
    expect(await readdir(folder)).toEqual(['x.json']);
  });
});
