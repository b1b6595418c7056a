import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mainFile } from '../../headless/paths.ts';
import { conversationLines, writeHistory } from '../doubles/history.ts';

let folder: string;
let project: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'recollect-resume-')));
  project = join(folder, "The kiln's $(touch pwned) notes");
  await mkdir(project);
  await mkdir(join(folder, 'bin'));
  for (const [session, cwd] of [
    ['kiln', project],
    ['gone', join(folder, 'gone')],
  ] as const)
    await writeHistory(
      join(folder, 'home', `${session}.jsonl`),
      conversationLines(session, 2, () => `The ${session} stays cold.`).map((line) => ({ ...line, cwd })),
    );
  expect(await recollect('import', join(folder, 'home'))).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command line with nothing on the PATH but what a test put there, and the shell's own commands. */
function recollect(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    HOME: folder,
    PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter),
  };
  const common = ['--data-dir', join(folder, 'data'), '--workers', '1'];
  return new Promise((resolve) => {
    execFile(process.execPath, [mainFile, ...args, ...common], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

describe.skipIf(process.platform === 'win32')('resume', () => {
  test('starts the agent in the folder of the conversation, and ends as it does', async () => {
    const agent = join(folder, 'bin', 'claude');
    await writeFile(agent, '#!/bin/sh\npwd -P\necho "$@"\nexit 3\n');
    await chmod(agent, 0o755);
    const { code, stdout } = await recollect('resume', 'claude-code:kiln');
    expect(stdout).toBe(`${project}\n--resume kiln\n`);
    expect(code).toBe(1);
  });

  test('says what is missing', async () => {
    await rm(join(folder, 'bin', 'claude'), { force: true });
    expect(await recollect('resume', 'claude-code:kiln')).toMatchObject({
      code: 2,
      stderr: 'claude can’t be started: it is not installed here, or not on the PATH.\n',
    });
    expect((await recollect('resume', 'claude-code:gone')).stderr).toMatch(
      /^The folder .*gone is not on this machine, and claude finds the conversation only there\.\n$/,
    );
  });

  test('prints a command that a shell takes for what it says', async () => {
    const { stdout } = await recollect('resume', 'claude-code:kiln', '--print');
    expect(stdout).toBe(`cd '${project.replaceAll("'", "'\\''")}' && claude --resume kiln\n`);
  });
});
