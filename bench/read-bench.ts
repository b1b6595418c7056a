/**
 * Reads histories with no model and measures: the reader process alone, then all of it until everything can be found by
 * word, and what that costs each process.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Engine } from '../electron/main/engine.ts';
import { ProgressCounter } from '../electron/main/importing/progress.ts';
import { readPendingFiles } from '../electron/main/importing/read-loop.ts';
import { libraryPath } from '../electron/main/settings/data-directory.ts';
import { scan } from '../electron/main/sources/scan.ts';
import { openBenchEngine } from './bench-engine.ts';
import { repeatHistories } from './corpus/repeat-histories.ts';
import { CpuMeter, type CpuSeconds } from './cpu-meter.ts';
import { generate } from './import-bench.ts';
import { readAlone, type ReaderFigures } from './read/reader-alone.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

/** Share of visible text in real histories. */
const VISIBLE = 0.015;

/** `bench read [DIR|generated [MB]]`: DIR as it is, or repeated as other sessions until there are MB of it. */
export async function readBench([given = 'generated', megabytes]: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-read-'));
  try {
    const copy = join(folder, 'home');
    const home = given === 'generated' || megabytes !== undefined ? copy : resolve(given);
    if (given === 'generated')
      await generate(home, { megabytes: Number(megabytes ?? 560), visible: VISIBLE });
    else if (megabytes !== undefined) await repeatHistories(resolve(given), home, Number(megabytes) * 1e6);
    const alone = await withEngine(join(folder, 'alone'), (engine) => measureReader(engine, home));
    const all = await withEngine(join(folder, 'data'), (engine, data) => measureAll(engine, home, data));
    const figures = { ...readerRows(alone), ...all };
    process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(figures) })}\n`);
    await keepResult('read.json', JSON.stringify(figures, null, 2));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withEngine<Result>(
  dataDirectory: string,
  work: (engine: Engine, dataDirectory: string) => Promise<Result>,
): Promise<Result> {
  const engine = await openBenchEngine(dataDirectory);
  try {
    return await work(engine, dataDirectory);
  } finally {
    await engine.close();
  }
}

async function measureReader({ reader }: Engine, home: string): Promise<ReaderFigures> {
  const { signal } = new AbortController();
  const { files } = await scan(home, signal);
  return readAlone(reader, files, signal);
}

function readerRows({ megabytes, seconds, cpuSeconds, visibleShare }: ReaderFigures) {
  return {
    megabytes,
    visiblePercent: 100 * visibleShare,
    readerAloneMegabytesPerSecond: megabytes / seconds,
    readerAloneMegabytesPerCpuSecond: cpuSeconds === null ? 'unknown' : megabytes / cpuSeconds,
  };
}

/** From nothing to a library in which everything is found by word. The start of the reader is part of it. */
async function measureAll({ library, reader }: Engine, home: string, data: string) {
  const { signal } = new AbortController();
  const progress = new ProgressCounter(Date.now);
  const cpu = new CpuMeter(() => reader.status()?.pid);
  const started = performance.now();
  const { files } = await scan(home, signal);
  await library.write.recordScan({ path: home, origin: 'added' }, files);
  await readPendingFiles({ library, reader, progress, gate: () => Promise.resolve() }, signal);
  const seconds = (performance.now() - started) / 1000;
  const used: CpuSeconds = cpu.stop();
  const counts = await library.read.counts();
  const megabytes = progress.bytesRead / 1e6;
  return {
    secondsToFoundByWord: seconds,
    megabytesPerSecond: megabytes / seconds,
    libraryMegabytesPerCpuSecond: megabytes / used.library,
    readerCpuSeconds: used.reader ?? 'unknown',
    libraryCpuSeconds: used.library,
    mainCpuSeconds: used.main,
    readerPeakMb: reader.status()?.peakMb ?? 0,
    files: counts.files.total,
    failed: counts.files.failed,
    conversations: counts.conversations,
    messages: counts.messages,
    chunks: counts.chunks,
    libraryMegabytes: (await stat(libraryPath(data))).size / 1e6,
  };
}
