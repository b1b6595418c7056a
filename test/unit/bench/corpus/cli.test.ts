import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const cli = join(import.meta.dirname, '../../../../bench/corpus/cli.ts');
const run = promisify(execFile);

describe('the command line of the generator', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'recollect-cli-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('writes a history and prints what it wrote', async () => {
    const { stdout } = await run(process.execPath, [
      cli,
      directory,
      '--files',
      '4',
      '--mb',
      '0.1',
      '--seed',
      '9',
    ]);
    const summary = z.looseObject({ files: z.number(), bytes: z.number() }).parse(JSON.parse(stdout));
    expect(summary.files).toBe(4);
    expect(await readdir(directory)).toEqual(['projects']);
  });

  test.each([
    ['no directory', []],
    ['a number that is none', ['--files', 'many']],
    ['an unknown option', ['--colour', 'red']],
  ])('exits with 2 and the usage for %s', async (_, args) => {
    const target = args.length > 0 ? [join(directory, 'new')] : [];
    await expect(run(process.execPath, [cli, ...target, ...args])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage: node bench/corpus/cli.ts DIRECTORY') as string,
    });
  });
});
