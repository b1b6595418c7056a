import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callerProject, projectOfCaller } from '../../../../../electron/main/mcp/caller-project.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'recollect-home-'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

describe('the project that an agent works on', () => {
  test('is the folder under version control around the one that it was started in', async () => {
    await mkdir(join(home, 'web', '.git'), { recursive: true });
    await mkdir(join(home, 'web', 'src', 'pages'), { recursive: true });
    expect(callerProject(join(home, 'web', 'src', 'pages'), home)).toBe(join(home, 'web'));
    expect(callerProject(join(home, 'web'), home)).toBe(join(home, 'web'));
  });

  test('is the folder itself where none is, though the home folder be under version control', async () => {
    await mkdir(join(home, '.git'));
    expect(callerProject(join(home, 'notes', 'garden'), home)).toBe(join(home, 'notes', 'garden'));
  });

  test('is what the client names, unless its process is in a folder under version control', async () => {
    await mkdir(join(home, 'web', '.git'), { recursive: true });
    const [plain, garden] = [join(home, 'tool'), join(home, 'garden')];
    const named = (): Promise<string[]> => Promise.resolve([home, garden]);
    expect(await projectOfCaller(join(home, 'web'), named, home)).toBe(join(home, 'web'));
    expect(await projectOfCaller(plain, named, home)).toBe(garden);
    expect(await projectOfCaller(home, named, home)).toBe(garden);
    expect(await projectOfCaller(plain, () => Promise.resolve([]), home)).toBe(plain);
    expect(await projectOfCaller(home, () => Promise.resolve([]), home)).toBeUndefined();
  });

  test('is not known from the home folder, one above it, or a drive', () => {
    for (const folder of [home, join(home, '..'), parse(home).root])
      expect(callerProject(folder, home)).toBeUndefined();
  });
});
