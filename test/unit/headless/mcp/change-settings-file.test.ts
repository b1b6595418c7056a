import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyChange, previewChange, previewUndo } from '../../../../headless/mcp/change-settings-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const adding = (text: string) => ({ add: () => text });

/** A change that can be taken back, but not to the letter: the text is trimmed. */
const marking = {
  add: (text: string) => (text.includes('MARK') ? text : `${text.trim()} MARK`),
  remove: (text: string) => (text.includes('MARK') ? text.replace(' MARK', '') : text),
};

describe('changing another program’s settings', () => {
  test('a preview writes nothing', async () => {
    const path = join(folder, 'x.json');
    expect(await previewChange(path, adding('new'))).toEqual({
      changed: true,
      before: null,
      after: 'new',
      backup: null,
      restored: null,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a file that was not there is made, with its folder, for its owner only', async () => {
    const path = join(folder, 'below', 'x.json');
    await applyChange(path, await previewChange(path, adding('new')));
    expect(await readFile(path, 'utf8')).toBe('new');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('what was there before is kept beside it, and the permissions stay', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'old', { mode: 0o640 });
    await applyChange(path, await previewChange(path, { add: (text) => `${text} and new` }));
    expect(await readFile(path, 'utf8')).toBe('old and new');
    expect(await readFile(`${path}.before-recollect`, 'utf8')).toBe('old');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('what was there at first is kept, however often the file is changed', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'first');
    for (const next of ['second', 'third']) await applyChange(path, await previewChange(path, adding(next)));
    expect(await readFile(`${path}.before-recollect`, 'utf8')).toBe('first');
    expect(await readFile(`${path}.before-recollect-2`, 'utf8')).toBe('second');
  });

  test('a file that another program changed meanwhile is left alone', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'old');
    const change = await previewChange(path, adding('new'));
    await writeFile(path, 'theirs');
    await expect(applyChange(path, change)).rejects.toThrow(/changed by another program/);
    expect(await readFile(path, 'utf8')).toBe('theirs');
  });

  test('no change writes nothing', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'same');
    await applyChange(path, await previewChange(path, { add: (text) => text }));
    expect(await readdir(folder)).toEqual(['x.json']);
  });

  test('a file that is linked to is changed where it is, and the link stays', async () => {
    if (process.platform === 'win32') return;
    const [path, file] = [join(folder, 'x.json'), join(folder, 'dotfiles.json')];
    await writeFile(file, 'old');
    await symlink(file, path);
    await applyChange(path, await previewChange(path, adding('new')));
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  test('a file that is no text is left alone', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, Buffer.from('caf\xe9', 'latin1'));
    await expect(previewChange(path, adding('new'))).rejects.toThrow(/not in UTF-8 and was left/);
  });
});

describe('undoing a change', () => {
  test('gives the file back as it was, to the byte, and leaves nothing beside it', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, '\ufeff  old \r\n');
    await applyChange(path, await previewChange(path, marking));
    await applyChange(path, await previewUndo(path, marking));
    expect(await readFile(path, 'utf8')).toBe('\ufeff  old \r\n');
    expect(await readdir(folder)).toEqual(['x.json']);
  });

  test('removes a file that was not there', async () => {
    const path = join(folder, 'x.json');
    await applyChange(path, await previewChange(path, marking));
    await applyChange(path, await previewUndo(path, marking));
    expect(await readdir(folder)).toEqual([]);
  });

  test('keeps what was changed since, and a backup', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, ' old ');
    await applyChange(path, await previewChange(path, marking));
    await writeFile(path, 'old MARK and more');
    await applyChange(path, await previewUndo(path, marking));
    expect(await readFile(path, 'utf8')).toBe('old and more');
    expect(await readdir(folder)).toEqual(['x.json', 'x.json.before-recollect', 'x.json.before-recollect-2']);
  });

  test('does nothing where there is nothing to undo', async () => {
    const path = join(folder, 'x.json');
    expect((await previewUndo(path, marking)).changed).toBe(false);
    await writeFile(path, 'old');
    expect((await previewUndo(path, marking)).changed).toBe(false);
  });
});
