/**
 * Reads histories until all of them can be found by word, with no model, and measures how fast, and what that costs
 * each process.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ProgressCounter } from '../electron/main/importing/progress.ts';
import { readPendingFiles } from '../electron/main/importing/read-loop.ts';
import { scan } from '../electron/main/sources/scan.ts';
import { composeEngine } from '../headless/compose.ts';
import { repeatHistories } from './corpus/repeat-histories.ts';
import { CpuMeter } from './cpu-meter.ts';
import { generate } from './import-bench.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

/** `bench read [DIR [MB]]`: DIR as it is, or repeated as other sessions until there are MB of it. */
export async function readBench([given, megabytes]: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'recollect-read-'));
  try {
    let home = join(folder, 'home');
    if (given === undefined) await generate(home);
    else if (megabytes === undefined) home = resolve(given);
    else await repeatHistories(resolve(given), home, Number(megabytes) * 1e6);
    await measure(home, join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(home: string, data: string): Promise<void> {
  const engine = await composeEngine({
    dataDirectory: data,
    settings: { memoryCeilingMb: 400, workers: 1, provider: 'local' },
    onOutput: (text) => void process.stderr.write(text),
  });
  try {
    const { library, reader } = engine;
    const { signal } = new AbortController();
    const progress = new ProgressCounter(Date.now);
    const cpu = new CpuMeter(() => reader.status()?.pid);
    const started = performance.now();
    const { files } = await scan(home, signal);
    await library.write.recordScan({ path: home, origin: 'added' }, files);
    await readPendingFiles({ library, reader, progress, gate: () => Promise.resolve() }, signal);
    const seconds = (performance.now() - started) / 1000;
    const used = cpu.stop();
    const peak = reader.status()?.peakMb ?? 0;
    const counts = await library.read.counts();
    const megabytesRead = progress.bytesRead / 1e6;
    const result = {
      files: counts.files.total,
      failed: counts.files.failed,
      conversations: counts.conversations,
      messages: counts.messages,
      chunks: counts.chunks,
      megabytes: megabytesRead,
      secondsToFoundByWord: seconds,
      megabytesPerSecond: megabytesRead / seconds,
      readerCpuSeconds: used.reader ?? 'unknown',
      libraryCpuSeconds: used.library,
      mainCpuSeconds: used.main,
      readerPeakMb: peak,
      libraryMegabytes: (await stat(join(data, 'library.db'))).size / 1e6,
    };
    process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(result) })}\n`);
    await keepResult('read.json', JSON.stringify(result, null, 2));
  } finally {
    await engine.close();
  }
}
