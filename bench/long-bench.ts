/**
 * A long import: so many generated chunks from files to vectors, and how flat the memory of each process stays.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeEngine } from '../headless/compose.ts';
import { flatness, MemoryRecorder, processTable, type MemoryCurve } from './memory-recorder.ts';
import { mixedTexts } from './mixed-texts.ts';
import { svgLinePlot } from './report/svg-plot.ts';
import { textTable } from './report/table.ts';
import { keepResult } from './results.ts';

const WORKERS = 2;
const CEILING_MB = 400;
const CHUNKS_A_FILE = 250;
/** Embedders are called flat when their last 80 % stays within this share of its median. */
const FLAT = 0.05;
/** A question of a third of a chunk's target starts a chunk: with its answer a chunk has twice that, or more. */
const LEAST_WORDS = 38;
const START = Date.parse('2026-01-05T09:00:00Z');

/** `bench long [CHUNKS] [WORDS]`: WORDS is the length of a chunk. */
export async function longBench([chunks = '20000', words = '40']: readonly string[]): Promise<void> {
  if (Number(words) < LEAST_WORDS) throw new Error(`A chunk has ${LEAST_WORDS} words at least.`);
  const folder = await mkdtemp(join(tmpdir(), 'recollect-long-'));
  try {
    const home = join(folder, 'home');
    await writeConversations(home, Number(chunks), Number(words));
    await measure(home, join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeConversations(home: string, chunks: number, words: number): Promise<void> {
  await mkdir(home, { recursive: true });
  for (let file = 0; file * CHUNKS_A_FILE < chunks; file += 1) {
    const count = Math.min(CHUNKS_A_FILE, chunks - file * CHUNKS_A_FILE);
    const texts = mixedTexts(file, count * 2, Math.ceil(words / 2)).map((text) => `${file} ${text}`);
    await writeFile(
      join(home, `long-${file}.jsonl`),
      texts.map((text, turn) => line(file, turn, text)).join(''),
    );
  }
}

/** A line of a Claude Code history in which user and assistant take turns. */
function line(file: number, turn: number, text: string): string {
  const session = `long-${file}`;
  const envelope = {
    uuid: `${session}-${turn}`,
    sessionId: session,
    cwd: '/home/ana/long',
    timestamp: new Date(START + file * 3_600_000 + turn * 1_000).toISOString(),
  };
  const asks = turn % 2 === 0;
  const message = asks
    ? { role: 'user', content: text }
    : { id: `${session}-reply-${turn}`, role: 'assistant', content: [{ type: 'text', text }] };
  return `${JSON.stringify({ type: asks ? 'user' : 'assistant', ...envelope, message })}\n`;
}

async function measure(home: string, data: string): Promise<void> {
  const engine = await composeEngine({
    dataDirectory: data,
    settings: { memoryCeilingMb: CEILING_MB, workers: WORKERS, provider: 'local' },
    onOutput: (text) => void process.stderr.write(text),
  });
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
      embedderMbPer10000Chunks: Math.max(...embedders.map(rise)) / (chunks / 10_000),
      flat: embedders.every((curve) => flatness(curve).spread <= FLAT),
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

/** How much a curve rises from the end of its first fifth to its end, in MB. */
function rise({ points }: MemoryCurve): number {
  const from = points[Math.floor(points.length * 0.2)]?.[1] ?? 0;
  return (points.at(-1)?.[1] ?? from) - from;
}
