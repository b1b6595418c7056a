/**
 * What a planned recycle costs: the same texts without recycles, with warm ones and with cold ones, by turns. A test
 * hook makes each process report too much memory after so many batches; the memory itself stays as it is, so that
 * nothing but the recycle differs.
 */
import { runEmbedding, type EmbedRun } from './embed-run.ts';
import { mixedTexts } from './mixed-texts.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';

const BATCH = 32;
/** Batches after which a process is recycled. */
const BATCHES = 8;
const BATCHES_A_TURN = 30;
const WORDS = 40;
const LARGEST_COST = 0.01;
/** With what ships there are no recycles; this is how often they would come where a ceiling forces one. */
const SECONDS_BETWEEN = 60;

const KINDS = ['none', 'warm', 'cold'] as const;
type Kind = (typeof KINDS)[number];

/** `bench recycle [WORKERS] [TURNS]`. */
export async function recycleBench([workers = '1', turns = '3']: readonly string[]): Promise<void> {
  const texts = mixedTexts(2, BATCHES_A_TURN * BATCH * Number(workers), WORDS);
  const runs: Record<Kind, EmbedRun[]> = { none: [], warm: [], cold: [] };
  for (let turn = 0; turn < Number(turns); turn += 1) {
    for (const kind of KINDS) {
      runs[kind].push(
        await runEmbedding({
          texts,
          batch: BATCH,
          settings: { workers: Number(workers), warmReplacement: kind === 'warm' },
          ...(kind === 'none' ? {} : { misbehaviour: `boast#${BATCHES}` }),
        }),
      );
    }
  }
  const plain = median(runs.none.map(({ seconds }) => seconds));
  const costOf = (kind: 'warm' | 'cold'): number =>
    median(
      // By turns: each is compared with the run without recycles of its own turn. One without a recycle says nothing.
      runs[kind].flatMap(({ seconds, recycled }, turn) =>
        recycled === 0 ? [] : [(seconds - (runs.none[turn]?.seconds ?? plain)) / recycled],
      ),
    );
  const everyTurnRecycled = [...runs.warm, ...runs.cold].every(({ recycled }) => recycled > 0);
  if (!everyTurnRecycled) {
    process.stderr.write(`A turn had no recycle: more texts a turn, or fewer workers, are needed.\n`);
    process.exitCode = 1;
    return;
  }
  const warmSeconds = costOf('warm');
  const result = {
    workers: Number(workers),
    turns: runs.none.length,
    textsATurn: texts.length,
    seconds: plain,
    tokensPerSecond: median(runs.none.map(({ tokensPerSecond }) => tokensPerSecond)),
    recyclesATurnWarm: median(runs.warm.map(({ recycled }) => recycled)),
    recyclesATurnCold: median(runs.cold.map(({ recycled }) => recycled)),
    warmRecycleSeconds: warmSeconds,
    coldRecycleSeconds: costOf('cold'),
    throughputWarmShare: median(
      runs.warm.map(({ tokensPerSecond }, turn) => tokensPerSecond / (runs.none[turn]?.tokensPerSecond ?? 0)),
    ),
    throughputColdShare: median(
      runs.cold.map(({ tokensPerSecond }, turn) => tokensPerSecond / (runs.none[turn]?.tokensPerSecond ?? 0)),
    ),
    costAtOneAMinute: warmSeconds / SECONDS_BETWEEN,
    cheapEnough: warmSeconds / SECONDS_BETWEEN < LARGEST_COST,
    everyTextEmbedded: [...runs.warm, ...runs.cold].every(({ embedded }) => embedded === texts.length),
  };
  const rows = Object.entries(result).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? (value ? 'yes' : 'NO') : value,
  ]);
  process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows })}\n`);
  await keepResult(`recycle-${workers}.json`, JSON.stringify(result, null, 2));
  if (!result.cheapEnough || !result.everyTextEmbedded) process.exitCode = 1;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
