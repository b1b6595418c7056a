/**
 * Everything that makes memory grow (batches of 64, no token budget, memory pattern on), under the default ceiling
 * and without one, by turns: does the ceiling hold, is every text embedded, what does that cost?
 */
import { DEFAULT_CEILING_MB } from '../electron/main/embedding/memory-ceiling.ts';
import { SAMPLE_MS } from '../electron/main/embedding/memory-sampler.ts';
import { largestGrowth, runEmbedding, type EmbedRun } from './embed-run.ts';
import { mixedTexts } from './mixed-texts.ts';
import { svgLinePlot } from './report/svg-plot.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';

const HOSTILE = { batchSize: 64, tokenBudget: 0, memoryPattern: true, arena: true };
/** No process gets here. */
const NO_CEILING_MB = 1_000_000;
const LEAST_SHARE = 0.7;
/** A measurement and a kill take a moment themselves; the observer's own step comes on top. */
const INTERVAL_MS = SAMPLE_MS + 100;

/** `bench hostile [TEXTS] [TURNS]`. */
export async function hostileBench([texts = '768', turns = '2']: readonly string[]): Promise<void> {
  const given = mixedTexts(1, Number(texts));
  const run = (ceilingMb: number): Promise<EmbedRun> =>
    runEmbedding({ texts: given, batch: 64, settings: { workers: 1, ceilingMb, runtime: HOSTILE } });
  const free: EmbedRun[] = [];
  const held: EmbedRun[] = [];
  for (let turn = 0; turn < Number(turns); turn += 1) {
    free.push(await run(NO_CEILING_MB));
    held.push(await run(DEFAULT_CEILING_MB));
  }
  const speed = (runs: readonly EmbedRun[]): number =>
    percentile(
      runs.map(({ tokensPerSecond }) => tokensPerSecond),
      0.5,
    );
  const peak = (runs: readonly EmbedRun[]): number => Math.max(...runs.map(({ peakMb }) => peakMb));
  const growthMb = Math.max(...[...free, ...held].map(({ curves }) => largestGrowth(curves, INTERVAL_MS)));
  const result = {
    texts: given.length,
    turns: held.length,
    ceilingMb: DEFAULT_CEILING_MB,
    growthInAnIntervalMb: growthMb,
    peakMb: peak(held),
    peakWithoutCeilingMb: peak(free),
    killed: held.map(({ killed }) => killed).join(' '),
    recycled: held.map(({ recycled }) => recycled).join(' '),
    tokensPerSecond: speed(held),
    tokensPerSecondWithoutCeiling: speed(free),
    share: speed(held) / speed(free),
    ceilingHolds: peak(held) <= DEFAULT_CEILING_MB + growthMb,
    everyTextEmbedded: held.every(({ embedded }) => embedded === given.length),
    fastEnough: speed(held) >= LEAST_SHARE * speed(free),
  };
  const rows = Object.entries(result).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? yesOrNo(value) : value,
  ]);
  process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows })}\n`);
  await keepResult('hostile.json', JSON.stringify(result, null, 2));
  await keepResult('hostile-memory.svg', plot(held.at(-1)));
  if (!result.ceilingHolds || !result.everyTextEmbedded || !result.fastEnough) process.exitCode = 1;
}

function plot(run: EmbedRun | undefined): string {
  const curves = [...(run?.curves ?? new Map<number, [number, number][]>())];
  const start = Math.min(...curves.map(([, points]) => points[0]?.[0] ?? Infinity));
  return svgLinePlot({
    title: 'A hostile setting under the ceiling',
    description:
      'Resident memory of each embedder process; over the ceiling it is killed, and its batch halved.',
    xLabel: 'seconds',
    yLabel: 'MB',
    series: curves.map(([pid, points]) => ({
      name: `embedder ${pid}`,
      points: points.map(([at, mb]) => [(at - start) / 1000, mb] as const),
    })),
    levels: [{ y: DEFAULT_CEILING_MB, label: 'ceiling' }],
  });
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'NO';
}
