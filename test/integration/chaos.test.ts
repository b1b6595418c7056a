/**
 * A storm over a real import: processes that misbehave in every way they can, and are killed and stopped besides.
 * When it is over, the library holds what an undisturbed import gives, bit for bit.
 *
 * RECOLLECT_CHAOS_SEEDS=7,8,9 runs other seeds than the usual ones.
 */
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import type { Engine } from '../../electron/main/engine.ts';
import { Random } from '../../bench/corpus/random.ts';
import { createTestPool, measureStart, patience } from '../doubles/embedder-pool.ts';
import { testEngine, testEngineWith } from '../doubles/engine.ts';
import { eventually } from '../doubles/eventually.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';
import { libraryContents } from '../doubles/library-contents.ts';
import { childrenOf } from '../doubles/linux-processes.ts';
import { drawStorms, drawStrikes, struck, type Strike } from '../doubles/storm.ts';

const SEEDS = (process.env.RECOLLECT_CHAOS_SEEDS ?? '1').split(',').map(Number);
const STORMS = 2;
const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));
/** Each with a word that one message has. */
const QUERIES = [textOf(7, 5), textOf(11, 3), textOf(30, 30)].map((text) =>
  text.split(' ').slice(-6).join(' '),
);
const { signal } = new AbortController();

let folder: string;
let home: string;
let undisturbed: unknown;
/** How long a process takes to get ready here and now, in ms: what is too long depends on the machine. */
let startMs: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-chaos-'));
  home = join(folder, 'home');
  await mkdir(home);
  for (let file = 0; file < 32; file += 1) {
    // A question and its answer make a chunk: many small ones, so that there are many batches.
    const lines = conversationLines(`s${file}`, 32, (turn) => textOf(file, turn));
    await writeHistory(join(home, `s${file}.jsonl`), lines);
  }
  startMs = await measureStart(2);
  undisturbed = await settle(join(folder, 'undisturbed'));
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is said in a turn of a file. */
function textOf(file: number, turn: number): string {
  return `${sentence(file * 100 + turn, 22)} mark${file}x${turn}`;
}

/** Imports in peace until nothing is left, and says what there is then. */
async function settle(data: string): Promise<unknown> {
  const engine = await testEngine(data);
  const answers: unknown[] = [];
  try {
    // Among so many deaths a text can fall under suspicion; its user would retry it.
    await engine.retryQuarantined();
    await engine.import([{ path: home, origin: 'added' }], signal);
    for (const query of QUERIES) {
      const { hits } = await engine.search({ query, mode: 'hybrid', limit: 10, filter: {} }, signal);
      answers.push(
        hits.map(({ conversationId, title, text, score }) => ({ conversationId, title, text, score })),
      );
    }
  } finally {
    await engine.close();
  }
  return { contents: libraryContents(data), answers };
}

/** Sends strikes to processes while an import is under way; resolves when they are used up or it is over. */
async function strike(
  strikes: readonly Strike[],
  pids: (signal: Strike['signal']) => Promise<number[]> | number[],
  isOver: () => boolean,
): Promise<number> {
  let hits = 0;
  for (const each of strikes) {
    await setTimeout(each.waitMs);
    let pid = struck(each, await pids(each.signal));
    while (pid === undefined && !isOver()) {
      await setTimeout(50);
      pid = struck(each, await pids(each.signal));
    }
    if (pid === undefined || isOver()) return hits;
    try {
      process.kill(pid, each.signal);
      hits += 1;
    } catch {
      // It ended by itself just now.
    }
  }
  return hits;
}

/** Imports as a user would who sees an error and presses Retry. */
async function importWithRetries(engine: Engine): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    expect(attempt).toBeLessThan(10);
    try {
      const { filesFailed } = await engine.import([{ path: home, origin: 'added' }], signal);
      if (filesFailed.length === 0) return;
    } catch (error) {
      expect(error).toMatchObject({ code: 'embedder-failed' });
      engine.provider.retry();
    }
  }
}

describe.each(SEEDS)('with seed %i', (seed) => {
  test.each(drawStorms(seed, STORMS, 5).map((storm, number) => ({ number, storm })))(
    'storm $number over the processes of an import: $storm.misbehaviour',
    async ({ number, storm }) => {
      const data = join(folder, `processes-${seed}-${number}`);
      const { pool, events } = createTestPool({
        workers: 2,
        misbehaviour: storm.misbehaviour,
        supervisor: { ...patience(startMs), backOffLastMs: 500 },
      });
      onTestFailed(() => {
        const lines = events.map(
          ({ at, slot, generation, kind, reason }) =>
            `${at % 1_000_000} slot ${slot} generation ${generation} ${kind}: ${reason}\n`,
        );
        process.stderr.write(lines.join(''));
      });
      const engine = await testEngineWith(data, pool);
      let over = false;
      const embedders = (): number[] => pool.status().processes.map(({ pid }) => pid);
      const readers = (): number[] => [engine.reader.status()?.pid ?? []].flat();
      try {
        // A reader that stands still is given half a minute, which is too long for a test.
        const struckOnes = strike(
          storm.strikes,
          (kind) => (kind === 'SIGSTOP' ? embedders() : [...embedders(), ...readers()]),
          () => over,
        );
        await importWithRetries(engine);
        over = true;
        const hits = await struckOnes;
        const troubles = events.filter(({ kind }) => kind === 'crashed' || kind === 'killed').length;
        const suspected = events.filter(({ kind }) => kind === 'quarantined').length;
        process.stdout.write(
          `seed ${seed}, storm ${number}: ${hits} strikes, ${troubles} processes lost, ${suspected} texts suspected\n`,
        );
        expect(troubles).toBeGreaterThanOrEqual(4);
      } finally {
        over = true;
        await engine.close();
      }
      expect(await settle(data)).toEqual(undisturbed);
    },
  );

  test.runIf(process.platform === 'linux')('storm over the whole program and its processes', async () => {
    const data = join(folder, `program-${seed}`);
    const random = new Random(`program ${seed}`);
    const seen = new Set<number>();
    let kills = 0;
    for (let round = 0; round < 5; round += 1) {
      const program = fork(CLI, ['import', '--data-dir', data, '--workers', '2', home], { stdio: 'ignore' });
      const exited = new Promise((resolve) => program.on('exit', resolve));
      const ended = (): boolean => program.exitCode !== null || program.signalCode !== null;
      const children = async (): Promise<number[]> => {
        const pids = await childrenOf(program.pid ?? 0);
        for (const pid of pids) seen.add(pid);
        return pids;
      };
      await strike(drawStrikes(random, 2), children, ended);
      await setTimeout(random.integer(0, 800));
      await children();
      if (!ended()) kills += 1;
      program.kill('SIGKILL');
      await exited;
    }
    // One that stands still can't see that its owner has gone.
    for (const pid of seen) continueProcess(pid);
    process.stdout.write(`seed ${seed}, whole program: killed ${kills} times\n`);
    // The last of them may find that all is done: how many do depends on how fast the machine is.
    expect(kills).toBeGreaterThanOrEqual(1);
    expect(await settle(data)).toEqual(undisturbed);
    // An orphan sees that its owner is gone when it has done what is in hand, at the lowest priority.
    await eventually(() => [...seen].every(hasEnded));
  });
});

function continueProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has gone, as it should.
  }
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
