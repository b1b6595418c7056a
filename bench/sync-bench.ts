/**
 * Keeps a home of many files in step, as the app does, and measures: how long a walk takes when nothing changed, how
 * soon new text is found, and what it costs when nothing happens.
 */
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../electron/main/engine.ts';
import { Sync } from '../electron/main/importing/sync.ts';
import { scan } from '../electron/main/sources/scan.ts';
import { conversationLines, historyText } from '../test/doubles/history.ts';
import { openBenchEngine } from './bench-engine.ts';
import { Random } from './corpus/random.ts';
import { EVERYDAY_NOUNS } from './corpus/vocabulary.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';

const FILES = 10_000;
const FILES_IN_FOLDER = 100;

/** Bytes that the files of the walk hold together. */
const WALKED_BYTES = 5e9;

/** Messages that are written and looked for, and how long after one another, in ms. */
const MESSAGES = 20;
const PAUSE_MS = 1_500;
const POLL_MS = 20;

/** Until the processes have gone to rest, and how long the rest is watched, in ms. */
const REST_AFTER_MS = 75_000;
const REST_MS = 60_000;

const { signal } = new AbortController();

/** `bench sync [FILES] [walk]`; `walk`: only the walk. */
export async function syncBench([given, only]: readonly string[]): Promise<void> {
  const files = Number(given ?? FILES);
  const folder = await mkdtemp(join(tmpdir(), 'recollect-sync-'));
  const engine = await openBenchEngine(join(folder, 'data'));
  const sync = new Sync({ engine, changed: () => undefined, now: Date.now });
  try {
    const walk = await measureWalk(engine, join(folder, 'walked'), files);
    if (only === 'walk') {
      await report({ files, ...walk }, 'sync-walk.json');
      return;
    }
    const home = join(folder, 'home');
    const paths = await writeHome(home, files, 0);
    const started = performance.now();
    await sync.start();
    await sync.add(home, 'added');
    await idle(sync);
    const inStep = { secondsUntilInStep: (performance.now() - started) / 1_000 };
    const found = await measureFinding(engine, paths);
    const others = join(folder, 'others');
    await writeHome(others, files, 0, files);
    const [path = ''] = paths;
    const meanwhile = await measureFindingMeanwhile({ engine, sync }, others, path);
    await idle(sync);
    const rest = await measureRest(engine);
    await report({ files, ...walk, ...inStep, ...found, ...meanwhile, ...rest }, 'sync.json');
  } finally {
    await sync.stop();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function report(result: Readonly<Record<string, number>>, name: string): Promise<void> {
  process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(result) })}\n`);
  await keepResult(name, JSON.stringify(result, null, 2));
}

/** Walks a source of which nothing has changed, and compares it with what the library knows. */
async function measureWalk(engine: Engine, home: string, files: number): Promise<Record<string, number>> {
  await writeHome(home, files, WALKED_BYTES / files);
  const source = await engine.library.write.keepSource(home, 'added');
  const look = async (): Promise<number> => {
    const { files: found } = await scan(home, signal);
    return engine.library.write.reconcileSource(source, {
      found,
      unreadable: [],
      gone: null,
      retryFailed: false,
    });
  };
  await look();
  const started = performance.now();
  const changed = await look();
  const seconds = (performance.now() - started) / 1_000;
  if (changed > 0) throw new Error(`${changed} files were taken for changed.`);
  await engine.library.write.removeSource(source, true);
  await rm(home, { recursive: true });
  return { walkedGigabytes: WALKED_BYTES / 1e9, secondsOfUnchangedWalk: seconds };
}

/**
 * Sessions that all say the same, so that embedding is no part of what is measured. `bytes`: how many more each holds;
 * `first`: the number of the first session.
 */
async function writeHome(home: string, files: number, bytes: number, first = 0): Promise<string[]> {
  const paths: string[] = [];
  // Random, so that no disk can make less of it.
  const filler = randomBytes(bytes);
  for (let file = first; file < first + files; file += 1) {
    const folder = join(home, `project-${Math.floor(file / FILES_IN_FOLDER)}`);
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${file}.jsonl`);
    const said = ['How do I keep a garden in a dry summer?', 'Water it seldom, and then a lot.'];
    await writeFile(path, historyText(conversationLines(`s${file}`, 2, (turn) => said[turn] ?? '')));
    if (bytes > 0) await appendFile(path, filler);
    paths.push(path);
  }
  return paths;
}

/** Writes messages into files of the home, and asks until each is found. */
async function measureFinding(engine: Engine, paths: readonly string[]): Promise<Record<string, number>> {
  const random = new Random('sync');
  const words: number[] = [];
  const meanings: number[] = [];
  await engine.prepareSearch();
  for (let message = 0; message < MESSAGES; message += 1) {
    const { byWord, byMeaning } = await writeAndFind(engine, random, random.pick(paths), message);
    words.push(byWord);
    meanings.push(byMeaning);
    await sleep(PAUSE_MS);
  }
  return {
    msUntilFoundByWordMedian: percentile(words, 0.5),
    msUntilFoundByWordMost: Math.max(...words),
    msUntilFoundByMeaningMedian: percentile(meanings, 0.5),
    msUntilFoundByMeaningMost: Math.max(...meanings),
  };
}

/** The same of one message that is written while as many files again are read for the first time. */
async function measureFindingMeanwhile(
  { engine, sync }: { readonly engine: Engine; readonly sync: Sync },
  home: string,
  path: string,
): Promise<Record<string, number>> {
  await sync.add(home, 'added');
  while (sync.state().phase !== 'reading') await sleep(POLL_MS);
  const { byWord } = await writeAndFind(engine, new Random('meanwhile'), path, MESSAGES);
  return { msUntilFoundByWordWhileReading: byWord };
}

/** Writes a message, and asks until it is found: by word, and by meaning. */
async function writeAndFind(
  engine: Engine,
  random: Random,
  path: string,
  message: number,
): Promise<{ readonly byWord: number; readonly byMeaning: number }> {
  const unique = `zyx${message}qvw`;
  const text = `The ${random.pick(EVERYDAY_NOUNS)} ${unique} of the ${random.pick(EVERYDAY_NOUNS)} ${random.pick(EVERYDAY_NOUNS)}.`;
  const line = {
    type: 'user',
    uuid: unique,
    sessionId: `s${message}`,
    timestamp: new Date().toISOString(),
  };
  const written = performance.now();
  await appendFile(path, historyText([{ ...line, message: { role: 'user', content: text } }]));
  const find = async (mode: 'keyword' | 'semantic', query: string): Promise<number> => {
    for (;;) {
      const { hits } = await engine.search({ query, mode, limit: 5, filter: {} }, signal);
      if (hits.some((hit) => hit.text.includes(unique))) return performance.now() - written;
      await sleep(POLL_MS);
    }
  };
  const byWord = await find('keyword', unique);
  return { byWord, byMeaning: await find('semantic', text) };
}

/** What this process takes of a processor while nothing happens, and which others are left. */
async function measureRest(engine: Engine): Promise<Record<string, number>> {
  await sleep(REST_AFTER_MS);
  const before = process.cpuUsage();
  await sleep(REST_MS);
  const { user, system } = process.cpuUsage(before);
  return {
    restCpuPercent: ((user + system) / 1_000 / REST_MS) * 100,
    restMegabytes: process.memoryUsage.rss() / 2 ** 20,
    restProcesses: engine.activity.processes().filter(({ role }) => role !== 'main').length,
  };
}

/** Waits until everything is in step, for the first time or again. */
async function idle(sync: Sync): Promise<void> {
  for (;;) {
    const state = sync.state();
    if (state.phase === 'idle' && state.syncedAt !== null) return;
    await sleep(POLL_MS);
  }
}
