import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  dataFolder,
  includeBeside,
  isOwn,
  type DataFolder,
} from '../../../../../electron/main/sources/data-folder.ts';

let folder: string;
let own: DataFolder;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'recollect-own-')));
  await mkdir(join(folder, 'data'));
  own = await dataFolder(join(folder, 'data'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inData = (...names: string[]): string => join(folder, 'data', ...names);

describe('of the data folder', () => {
  test('what Recollect writes is its own', () => {
    for (const path of [inData(), inData('library.db'), inData('activity'), inData('models', 'x')])
      expect(isOwn(path, own), path).toBe(true);
  });

  test('what was dropped on a browser, notes and restored files are not, nor is what lies beside it', () => {
    for (const path of [
      inData('uploads', 'ab', 'projects'),
      inData('notes'),
      inData('restored', '2026'),
      join(folder, 'data-of-others'),
      folder,
    ])
      expect(isOwn(path, own), path).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('each name is known: where a link leads too', async () => {
    await symlink(inData(), join(folder, 'link'));
    const linked = await dataFolder(join(folder, 'link'));
    expect(isOwn(inData('library.db'), linked)).toBe(true);
    expect(isOwn(join(folder, 'link'), linked)).toBe(true);
  });
});

describe('a source above it', () => {
  test('is looked at without it', () => {
    const include = includeBeside(folder, own);
    expect(include.enters(['data'])).toBe(false);
    expect(include.takes(['data', 'settings.json'])).toBe(false);
    expect(include.enters(['data-of-others'])).toBe(true);
    expect(include.takes(['data-of-others', 'a.jsonl'])).toBe(true);
  });
});

test('a source in it is looked at as any other', () => {
  const include = includeBeside(inData('uploads', 'ab'), own);
  expect(include.takes(['projects', 'a.jsonl'])).toBe(true);
  expect(include.takes(['photo.png'])).toBe(false);
});
