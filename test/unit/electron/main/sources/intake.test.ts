import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judge } from '../../../../../electron/main/sources/intake.ts';

let home: string;

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'recollect-intake-')));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('what is dropped', () => {
  test.each([
    ['the root', () => '/'],
    ['the home folder', () => home],
    ['a folder that holds homes', () => join(home, '..')],
  ])('is refused if it is %s: too broad', async (_what, path) => {
    const intake = await judge(path(), [], [], home);
    expect(intake).toMatchObject({ outcome: 'refused' });
    expect(intake.message).toContain('too broad');
  });

  test('is taken if it is a folder with histories, under its real path', async () => {
    const folder = join(home, 'projects');
    await mkdir(folder);
    await writeFile(join(folder, 'a.jsonl'), '{}\n');
    expect(await judge(join(folder, '..', 'projects', '.'), [], [], home)).toEqual({
      outcome: 'added',
      path: folder,
      message: null,
    });
  });

  test('is known already if it is a source, or below one; not if it only begins with its name', async () => {
    for (const name of ['a', 'ab']) {
      await mkdir(join(home, name));
      await writeFile(join(home, name, 'x.md'), 'x');
    }
    const known = [join(home, 'a')];
    expect((await judge(join(home, 'a'), known, [], home)).message).toContain('is a source already');
    expect((await judge(join(home, 'a', 'x.md'), known, [], home)).message).toContain('is part of');
    expect((await judge(join(home, 'ab'), known, [], home)).outcome).toBe('added');
  });

  test('is refused with what is supported if nothing in it can be read', async () => {
    await mkdir(join(home, 'photos'));
    await writeFile(join(home, 'photos', 'cat.png'), Buffer.from([0x89, 0x50, 0, 0]));
    await writeFile(join(home, 'cat.bin'), Buffer.from([1, 0, 2, 0]));
    for (const path of ['photos', 'cat.bin']) {
      const intake = await judge(join(home, path), [], [], home);
      expect(intake.outcome).toBe('refused');
      expect(intake.message).toContain('Recollect reads');
    }
  });

  test('is taken if it is a zip, whatever its name: its content is told apart later', async () => {
    await writeFile(join(home, 'export'), Buffer.from('PK\u0003\u0004\u0000\u0000'));
    expect((await judge(join(home, 'export'), [], [], home)).outcome).toBe('added');
  });

  test('is refused if there is nothing', async () => {
    expect((await judge(join(home, 'nowhere'), [], [], home)).message).toContain('There is nothing at');
  });
});
