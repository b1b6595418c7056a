/**
 * Imports a home of histories and measures: reading, embedding, memory of each process, search, main's event loop;
 * and in the same run the bare model, so that the ratio is honest.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Engine } from '../electron/main/engine.ts';
import { openBenchEngine } from './bench-engine.ts';
import { flatness, MemoryRecorder, processTable } from './memory-recorder.ts';
import { rawTokensPerSecond } from './raw-recipe.ts';
import { svgLinePlot } from './report/svg-plot.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';

const WORKERS = 2;
const RAW_TEXTS = 1_500;
const SEED = 1;

/** `bench import [DIR]`. */
export async function importBench([given]: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-bench-'));
  try {
    const home = given === undefined ? join(folder, 'home') : resolve(given);
    if (given === undefined) await generate(home);
    await measure(home, join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Generates the home in a process of its own: what it leaves in memory is not the import's. `visible`: what share of it
 * is visible text.
 */
export async function generate(
  home: string,
  { megabytes, visible }: { megabytes?: number; visible?: number } = {},
): Promise<void> {
  const generator = fileURLToPath(new URL('./corpus/cli.ts', import.meta.url));
  const size = megabytes === undefined ? [] : ['--mb', String(megabytes)];
  const share = visible === undefined ? [] : ['--visible', String(visible)];
  await promisify(execFile)(process.execPath, [generator, home, '--seed', String(SEED), ...size, ...share]);
}

function openEngine(data: string): Promise<Engine> {
  return openBenchEngine(data, { workers: WORKERS });
}

async function measure(home: string, data: string): Promise<void> {
  const engine = await openEngine(data);
  const { signal } = new AbortController();
  const memory = new MemoryRecorder(engine);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const phases = watchPhases(engine);
  const started = performance.now();
  const done = await engine.import([{ path: home, origin: 'added' }], signal);
  const seconds = (performance.now() - started) / 1000;
  phases.stop();
  delay.disable();
  memory.stop();

  const counts = await engine.library.read.counts();
  const page = await engine.library.read.sampleTexts(RAW_TEXTS);
  const queries = page.slice(0, 40).map((text) => text.split(/\s+/).slice(0, 6).join(' '));
  const times: number[] = [];
  for (const query of queries) {
    times.push((await engine.search({ query, mode: 'hybrid', limit: 10, filter: {} }, signal)).tookMs);
  }
  const { restarts } = engine.provider.status();
  await engine.close();
  const again = await measureAgain(home, data);
  const raw = await rawTokensPerSecond(page, WORKERS);

  const embedSeconds = phases.seconds('embedding');
  const readSeconds = phases.seconds('reading');
  const pipeline = done.tokens / embedSeconds;
  const curves = [...memory.curves.values()];
  const result = {
    files: counts.files.total,
    megabytes: done.bytesRead / 1e6,
    conversations: counts.conversations,
    messages: counts.messages,
    chunks: counts.chunks,
    seconds,
    readSeconds,
    readMegabytesPerSecond: done.bytesRead / 1e6 / readSeconds,
    tokens: done.tokens,
    pipelineTokensPerSecond: pipeline,
    rawTokensPerSecond: raw,
    pipelineShareOfRaw: pipeline / raw,
    conversationsPerMinute: (counts.conversations * 60) / seconds,
    restarts,
    peakTotalMb: memory.peakTotalMb,
    processes: curves.map((curve) => ({ name: curve.name, ...flatness(curve) })),
    eventLoopDelayP99Ms: delay.percentile(99) / 1e6,
    searchP50Ms: percentile(times, 0.5),
    searchP95Ms: percentile(times, 0.95),
    libraryMegabytes: (await stat(join(data, 'library.db'))).size / 1e6,
    againSeconds: again,
  };
  const { processes: _processes, ...figures } = result;
  process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(figures) })}\n`);
  process.stdout.write(`${textTable(processTable(curves))}\n`);
  await keepResult('import.json', JSON.stringify(result, null, 2));
  await keepResult(
    'import-memory.svg',
    svgLinePlot({
      title: 'Memory while importing',
      description: `Resident memory of each process while ${counts.files.total} files are read and embedded.`,
      xLabel: 'seconds',
      yLabel: 'MB',
      series: curves,
      levels: [{ y: 400, label: 'ceiling of an embedder' }],
    }),
  );
}

/** Seconds that the import of an unchanged home takes once the library is open. */
async function measureAgain(home: string, data: string): Promise<number> {
  const engine = await openEngine(data);
  const started = performance.now();
  await engine.import([{ path: home, origin: 'added' }], new AbortController().signal);
  const seconds = (performance.now() - started) / 1000;
  await engine.close();
  return seconds;
}

function watchPhases(engine: Engine): { seconds: (phase: string) => number; stop: () => void } {
  const spent = new Map<string, number>();
  let before = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const { phase } = engine.progress();
    spent.set(phase, (spent.get(phase) ?? 0) + (now - before) / 1000);
    before = now;
  }, 20);
  return { seconds: (phase) => spent.get(phase) ?? 0, stop: () => clearInterval(timer) };
}
