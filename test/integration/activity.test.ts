/**
 * What a running import leaves behind and tells others: history, live status, and settings that change meanwhile.
 */
import { execFile, fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../../electron/main/engine.ts';
import { testEngine } from '../doubles/engine.ts';
import { conversationLines, sentence, writeHistory } from '../doubles/history.ts';

const CLI = fileURLToPath(new URL('../../headless/main.ts', import.meta.url));
const { signal } = new AbortController();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recollect-activity-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A folder with so many conversations. */
async function writeHome(name: string, conversations: number): Promise<string> {
  const home = join(folder, name);
  for (let file = 0; file < conversations; file += 1) {
    const lines = conversationLines(`s${file}`, 20, (turn) => sentence(file * 100 + turn, 60));
    await writeHistory(join(home, `s${file}.jsonl`), lines);
  }
  return home;
}

/** Keeps the embedders of an engine busy until it is stopped; resolves then with how many texts got a vector. */
function keepBusy(engine: Engine): { stop: () => Promise<number> } {
  let [stopped, texts] = [false, 0];
  const batch = Array.from({ length: 8 }, (_, index) => sentence(index, 60));
  const loops = Array.from({ length: 6 }, async () => {
    while (!stopped) {
      const { quarantined } = await engine.provider.embedDocuments(batch, signal);
      expect(quarantined).toEqual([]);
      texts += batch.length;
    }
  });
  const done = Promise.all(loops);
  return {
    stop: async () => {
      stopped = true;
      await done;
      return texts;
    },
  };
}

/** Waits until something is so; the test's own timeout is the limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(20);
}

/** Processes that embed, or get ready to. */
const embedders = (engine: Engine) =>
  engine.provider.status().processes.filter(({ state }) => state !== 'ending' && state !== 'draining');

const busy = (engine: Engine) => embedders(engine).filter(({ state }) => state === 'busy');

/** A busy machine may let a process be called silent. */
const isLoss = ({ kind }: { readonly kind: string }): boolean => kind !== 'silent';

const statusSchema = z.object({
  running: z.object({ pid: z.int(), phase: z.string() }).nullable(),
  memory: z.object({
    ceilingMb: z.number(),
    processes: z.array(
      z.object({
        role: z.enum(['main', 'reader', 'embedder']),
        pid: z.int(),
        rssMb: z.number(),
        peakMb: z.number(),
        restarts: z.int(),
      }),
    ),
  }),
  rate: z.object({
    conversationsPerMinute: z.number(),
    chunksPerSecond: z.number(),
    tokensPerSecond: z.number(),
  }),
  etaSeconds: z.number().nullable(),
  conversations: z.int(),
});

/** What another process says about the data folder; null while there is no library yet. */
async function statusOf(data: string): Promise<z.infer<typeof statusSchema> | null> {
  const args = [CLI, 'status', '--json', '--data-dir', data];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(() => ({ stdout: '{}' }));
  return statusSchema.safeParse(JSON.parse(stdout)).data ?? null;
}

describe('the history', () => {
  test('of an import has the memory of each process, and what happened with its reason', async () => {
    const data = join(folder, 'history');
    const engine = await testEngine(data, 1);
    // It goes on for some seconds after the crash: memory is sampled once a second.
    const home = await writeHome('history', 20);
    const done = engine.import([{ path: home, origin: 'added' }], signal);
    await until(() => busy(engine).length > 0);
    const pid = busy(engine)[0]?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    expect(await done).toMatchObject({
      index: { embedded: 400, pending: 0, quarantined: 0 },
      conversationsEmbedded: 20,
    });
    const events = (await engine.activity.events('session')).filter(isLoss);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: 'crashed', process: 'embedder 1', pid });
    expect(events[0]?.reason).toContain('killed from outside');
    expect(events[0]?.beforeMb).toBeGreaterThan(50);
    expect(events[0]?.afterMb).toBeGreaterThan(50);
    expect(events[0]?.batch).not.toBeNull();
    const { series, ceilingMb, marks } = await engine.activity.memoryHistory('session');
    expect(ceilingMb).toBe(400);
    expect(marks.filter(isLoss)).toHaveLength(1);
    const names = series.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['total', 'main', 'embedder 1']));
    for (const { points } of series) for (const [, mb] of points) expect(mb).toBeGreaterThan(0);
    await engine.close();

    // Another session knows of it.
    const next = await testEngine(data, 1);
    expect(await next.activity.events('session')).toEqual([]);
    expect((await next.activity.events('week')).filter(isLoss)).toEqual(events);
    const week = await next.activity.memoryHistory('week');
    expect(week.series.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    await next.close();
    expect(await readdir(join(data, 'activity'))).not.toEqual([]);
  });
});

describe('the status of a running import', () => {
  test('is read by another process, and is gone with the import', async () => {
    const data = join(folder, 'live');
    const home = await writeHome('large', 60);
    const child = fork(CLI, ['import', '--data-dir', data, '--workers', '1', home], { stdio: 'ignore' });
    const exited = new Promise((resolve) => child.on('exit', resolve));
    let seen = await statusOf(data);
    while (child.exitCode === null && (seen?.etaSeconds ?? null) === null) seen = await statusOf(data);
    expect(seen?.running).toEqual({ pid: child.pid, phase: 'embedding' });
    expect(seen?.rate.tokensPerSecond).toBeGreaterThan(0);
    expect(seen?.rate.chunksPerSecond).toBeGreaterThan(0);
    expect(seen?.memory.ceilingMb).toBe(400);
    const processes = seen?.memory.processes ?? [];
    expect(processes.map(({ role }) => role)).toEqual(['main', 'embedder']);
    expect(processes[0]?.pid).toBe(child.pid);
    for (const { rssMb, peakMb, restarts } of processes) {
      expect(rssMb).toBeGreaterThan(50);
      expect(peakMb).toBeGreaterThanOrEqual(rssMb);
      expect(restarts).toBe(0);
    }

    child.kill('SIGKILL');
    await exited;
    expect(await statusOf(data)).toMatchObject({
      running: null,
      memory: { processes: [] },
      rate: { tokensPerSecond: 0 },
      etaSeconds: null,
      conversations: 60,
    });
  });
});

describe('settings that change while texts are embedded', () => {
  test('take effect on the processes that run, and nothing is lost', async () => {
    const engine = await testEngine(join(folder, 'settings'), 1);
    const work = keepBusy(engine);
    await until(() => busy(engine).length === 1);

    engine.configure({ memoryCeilingMb: 500, provider: 'local', pace: 'full', workers: 2 });
    await until(() => busy(engine).length === 2);
    expect((await engine.activity.memoryHistory('session')).ceilingMb).toBe(500);

    engine.configure({ memoryCeilingMb: 500, provider: 'local', pace: 'gentle' });
    await until(() => embedders(engine).length === 1 && busy(engine).length === 1);
    expect(getPriority(busy(engine)[0]?.pid)).toBe(constants.priority.PRIORITY_LOW);

    engine.configure({ memoryCeilingMb: 400, provider: 'local', pace: 'full', workers: 2 });
    await until(() => busy(engine).length === 2);
    for (const { pid } of busy(engine))
      expect(getPriority(pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);

    expect(await work.stop()).toBeGreaterThan(0);
    // On a busy machine a dismissed process may not finish in time; its batch is done by another.
    const kinds = (await engine.activity.events('session')).map(({ kind }) => kind);
    expect(kinds).not.toContain('failed');
    expect(kinds).not.toContain('quarantined');
    await engine.close();
  });

  test('on battery embedding is gentle, unless the user wants it otherwise', async () => {
    const engine = await testEngine(join(folder, 'battery'), 2);
    const work = keepBusy(engine);
    await until(() => busy(engine).length === 2);
    engine.power({ onBattery: true });
    await until(() => embedders(engine).length === 1);
    engine.power({ onBattery: false });
    await until(() => busy(engine).length === 2);
    await work.stop();
    await engine.close();
  });
});
