import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentsOf, testEngine } from '../doubles/engine.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { childrenOf } from '../doubles/linux-processes.ts';

const QUERIES = [sentence(7, 5), sentence(1_103, 5), 'lantern by the harbour'];
const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));

let folder: string;
let home: string;
let undisturbed: unknown;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-kill-'));
  home = join(folder, 'home');
  await mkdir(home);
  for (let file = 0; file < 12; file += 1) {
    const lines = conversationLines(`s${file}`, 30, (turn) => sentence(file * 100 + turn, 40));
    await writeHistory(join(home, `s${file}.jsonl`), lines);
  }
  undisturbed = await finish(join(folder, 'undisturbed'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Imports to the end and says what the library then holds. */
async function finish(data: string): Promise<unknown> {
  const engine = await testEngine(data);
  try {
    await engine.import([{ path: home, origin: 'added' }], new AbortController().signal);
    return await contentsOf(engine, QUERIES);
  } finally {
    await engine.close();
  }
}

function startImport(data: string): { child: ChildProcess; exited: Promise<unknown> } {
  const child = fork(CLI, ['import', '--data-dir', data, '--workers', '2', home], { stdio: 'ignore' });
  return { child, exited: new Promise((resolve) => child.on('exit', resolve)) };
}

describe('nothing is lost and nothing is doubled', () => {
  test.each([150, 400, 700, 1_000, 1_400, 2_000])(
    'when the whole program is killed after %i ms',
    async (delay) => {
      const data = join(folder, `program-${delay}`);
      const { child, exited } = startImport(data);
      await setTimeout(delay);
      child.kill('SIGKILL');
      await exited;
      expect(await finish(data)).toEqual(undisturbed);
    },
  );

  test.runIf(process.platform === 'linux')(
    'when its child processes are killed again and again',
    async () => {
      const data = join(folder, 'children');
      const { child, exited } = startImport(data);
      let killed = 0;
      for (let rounds = 0; child.exitCode === null && rounds < 4;) {
        const children = await childrenOf(child.pid ?? 0);
        if (children.length === 0) {
          // None is there yet, or any more.
          await setTimeout(10);
          continue;
        }
        rounds += 1;
        for (const pid of children) {
          process.kill(pid, 'SIGKILL');
          killed += 1;
        }
        await setTimeout(900);
      }
      await exited;
      expect(killed).toBeGreaterThan(0);
      expect(await finish(data)).toEqual(undisturbed);
    },
  );
});
