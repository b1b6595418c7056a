/**
 * Starts the app over a filled library, as a user does, and measures its window: how soon it can be used, how smooth
 * it and main stay during an import, and what the app takes once the window is closed.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { ownMemoryMb } from '../test/e2e/support/desktop-app.ts';
import { openBenchEngine } from './bench-engine.ts';
import { generateChunks } from './corpus/generate-chunks.ts';
import { generateHistory } from './corpus/generate-history.ts';
import { cpuSecondsOf } from './cpu-meter.ts';
import { fillLibrary } from './fill-library.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';
import { buildWindow, startWindow, type StartedWindow } from './started-window.ts';

const STARTS = 3;
const IMPORT_MS = 30_000;
/** How long the import may take to end. */
const IMPORTED_MS = 600_000;
/** Embedders are stopped a minute after their last work, the reader before that. */
const REST_MS = 75_000;
const IDLE_MS = 20_000;

/** What has to be reached. */
const GOALS: Readonly<Record<string, number>> = {
  usableP50Ms: 2_000,
  longestTaskMs: 100,
  mainDelayP99Ms: 20,
  idleCpuPercent: 1,
  hiddenMainMb: 150,
  rendererGzipKb: 500,
};

/** `bench window [CHUNKS] [--keep DIR]`: with DIR, the library stays there and is used again. */
export async function windowBench(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keep: { type: 'string' } },
  });
  const count = Number(positionals[0] ?? 100_000);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('window takes a number of chunks.');
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'recollect-window-')));
  const histories = await mkdtemp(join(tmpdir(), 'recollect-window-histories-'));
  try {
    await mkdir(folder, { recursive: true });
    await fill(folder, histories, count);
    await buildWindow();
    const result = { chunks: count, ...(await measure(folder, histories)), rendererGzipKb: await bundleKb() };
    const rows = Object.entries(result).map(([name, value]) => [name, value, GOALS[name] ?? '']);
    process.stdout.write(`${textTable({ columns: ['measured', 'value', 'goal'], rows })}\n`);
    await keepResult(`window-${count}.json`, JSON.stringify(result, null, 2));
  } finally {
    await rm(histories, { recursive: true, force: true });
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Fills the library and makes the folder a source of it: what is written there later is imported. */
async function fill(folder: string, histories: string, count: number): Promise<void> {
  const engine = await openBenchEngine(folder);
  try {
    await fillLibrary(engine, folder, count);
    await engine.library.write.recordScan({ path: histories, origin: 'added' }, []);
  } finally {
    await engine.close();
  }
}

async function measure(folder: string, histories: string): Promise<Record<string, number | string | null>> {
  const starts: number[] = [];
  const answers: number[] = [];
  let running: StartedWindow | undefined;
  for (let start = 0; start < STARTS; start += 1) {
    await running?.close();
    const began = performance.now();
    running = await startWindow(folder);
    await focusSearch(running.page);
    starts.push(performance.now() - began);
    await search(running.page);
    answers.push(performance.now() - began);
  }
  if (!running) throw new Error('The app was not started.');
  try {
    return {
      host: running.host,
      usableP50Ms: percentile(starts, 0.5),
      usableMostMs: Math.max(...starts),
      firstHitP50Ms: percentile(answers, 0.5),
      ...(await measureImport(running, histories)),
      ...(await measureHidden(running)),
    };
  } finally {
    await running.close();
  }
}

/** The box has the focus: what is typed from now on is searched. */
async function focusSearch(page: Page): Promise<void> {
  await page.getByRole('navigation').waitFor();
  await page.keyboard.press('Control+k');
  await page.locator('input[role=combobox]:focus').waitFor();
}

async function search(page: Page): Promise<void> {
  const [text = ''] = generateChunks({ seed: 1, count: 1 });
  await page.keyboard.type(text.split(/\s+/).slice(2, 6).join(' '));
  await page.getByRole('row').first().waitFor();
}

/** With the overview in sight: it shows the most that changes. */
async function measureImport(
  { page, watchMain }: StartedWindow,
  histories: string,
): Promise<{ longestTaskMs: number; mainDelayP99Ms: number | null }> {
  await page.getByRole('navigation').getByRole('button', { name: 'Overview' }).click();
  const longest = page.evaluate<number>(WATCH_TASKS);
  const delay = await watchMain();
  await generateHistory({
    directory: histories,
    seed: 7,
    files: 60,
    bytes: 12_000_000,
    visibleShare: 0.1,
  });
  return { longestTaskMs: await longest, mainDelayP99Ms: await delay() };
}

/** Runs in the page: the longest task of the time to come, in ms. Tasks below 50 ms are not told apart from none. */
const WATCH_TASKS = `new Promise((resolve) => {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  setTimeout(() => resolve(longest), ${IMPORT_MS});
})`;

/** All is read and embedded, and the window closed: what an app in the tray with nothing to do takes. */
async function measureHidden({ page, pid, hide }: StartedWindow): Promise<Record<string, number>> {
  // Not the sidebar's line: it tells of files that failed first.
  await page.getByRole('heading', { name: /all searchable/ }).waitFor({ timeout: IMPORTED_MS });
  await hide();
  await sleep(REST_MS);
  const before = await cpuSecondsOfTree(pid);
  await sleep(IDLE_MS);
  const used = (await cpuSecondsOfTree(pid)) - before;
  return { idleCpuPercent: (used / (IDLE_MS / 1_000)) * 100, hiddenMainMb: await ownMemoryMb(pid) };
}

/** Seconds of CPU that a process and all below it have used. Linux. */
async function cpuSecondsOfTree(root: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return pid === root || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  let seconds = 0;
  for (const pid of parents.keys()) if (isBelow(pid)) seconds += (await cpuSecondsOf(pid)) ?? 0;
  return seconds;
}

/** Everything that the window loads, compressed, in KB of 1,000 bytes. */
async function bundleKb(): Promise<number> {
  const root = join(import.meta.dirname, '..', 'dist', 'renderer');
  let bytes = 0;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += gzipSync(await readFile(join(entry.parentPath, entry.name))).length;
  }
  return bytes / 1_000;
}
