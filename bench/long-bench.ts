/**
 * A long import: so many generated chunks from files to vectors, and how flat the memory of each process stays.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openBenchEngine } from './bench-engine.ts';
import { flatness, MemoryRecorder, processTable, type MemoryCurve } from './memory-recorder.ts';
import { svgLinePlot } from './report/svg-plot.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

const WORKERS = 2;
const CEILING_MB = 400;
/** Embedders are called flat when their last 80 % stays within this share of its median, as promised ... */
const FLAT = 0.1;
/** ... and the second half of the run adds no more than this, in MB: what grows for ever would. */
const SECOND_HALF_MB = 2;
/** A question of a third of a chunk's target starts a chunk: with its answer a chunk has twice that, or more. */
const LEAST_WORDS = 38;

const GENERATOR = fileURLToPath(new URL('./corpus/long-cli.ts', import.meta.url));

/** `bench long [CHUNKS] [WORDS]`: WORDS is the length of a chunk. */
export async function longBench([chunks = '20000', words = '40']: readonly string[]): Promise<void> {
  if (Number(words) < LEAST_WORDS) throw new Error(`A chunk has ${LEAST_WORDS} words at least.`);
  const folder = await mkdtemp(join(tmpdir(), 'recollect-long-'));
  try {
    const home = join(folder, 'home');
    await promisify(execFile)(process.execPath, [GENERATOR, home, chunks, words]);
    await measure(home, join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(home: string, data: string): Promise<void> {
  const engine = await openBenchEngine(data, { memoryCeilingMb: CEILING_MB, workers: WORKERS });
  const memory = new MemoryRecorder(engine);
  try {
    const started = performance.now();
    const done = await engine.import([{ path: home, origin: 'added' }], new AbortController().signal);
    const seconds = (performance.now() - started) / 1000;
    memory.stop();
    const { chunks } = await engine.library.read.counts();
    const curves = [...memory.curves.values()];
    const embedders = curves.filter(({ name }) => name.startsWith('embedder'));
    const result = {
      chunks,
      embedded: done.index.embedded,
      tokens: done.tokens,
      seconds,
      chunksPerSecond: chunks / seconds,
      restarts: engine.provider.status().restarts,
      peakTotalMb: memory.peakTotalMb,
      embedderPeakMb: Math.max(...embedders.map((curve) => flatness(curve).peakMb)),
      embedderSpread: Math.max(...embedders.map((curve) => flatness(curve).spread)),
      embedderSecondHalfMb: Math.max(...embedders.map(secondHalfRise)),
      flat: embedders.every(
        (curve) => flatness(curve).spread <= FLAT && secondHalfRise(curve) <= SECOND_HALF_MB,
      ),
      everyChunkEmbedded: done.index.embedded === chunks,
    };
    const rows = Object.entries(result).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? (value ? 'yes' : 'NO') : value,
    ]);
    process.stdout.write(
      `${textTable({ columns: ['measured', 'value'], rows })}\n${textTable(processTable(curves))}\n`,
    );
    await keepResult(`long-${chunks}.json`, JSON.stringify({ ...result, curves }, null, 1));
    await keepResult(
      `long-${chunks}-memory.svg`,
      svgLinePlot({
        title: `Memory while ${chunks} chunks are imported`,
        description: 'Resident memory of each process from the first file to the last vector.',
        xLabel: 'seconds',
        yLabel: 'MB',
        series: curves,
        levels: [{ y: CEILING_MB, label: 'ceiling of an embedder' }],
      }),
    );
    if (!result.flat || !result.everyChunkEmbedded) process.exitCode = 1;
  } finally {
    memory.stop();
    await engine.close();
  }
}

/** How much higher a curve is at the end than in its middle, in MB. */
function secondHalfRise({ points }: MemoryCurve): number {
  const middle = points[Math.floor(points.length / 2)]?.[1] ?? 0;
  return (points.at(-1)?.[1] ?? middle) - middle;
}
