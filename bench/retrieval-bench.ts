/**
 * Measures how well search finds, and how fast, on retrieval sets: each haystack is imported from files through the
 * reader, the chunker, the model and the library, and then searched as anybody searches.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from '../electron/main/engine.ts';
import { searchModes, type SearchMode } from '../electron/main/search/search.ts';
import { composeEngine } from '../headless/compose.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';
import { readRetrievalSet, type Haystack, type Question, type RetrievalSet } from './retrieval/dataset.ts';
import { generateDialogues } from './retrieval/generate-dialogues.ts';
import { generateRetrievalSet } from './retrieval/generate-set.ts';
import { bootstrap, measureRanking, metricNames, type Interval, type Metrics } from './retrieval/metrics.ts';
import { writeHistories } from './retrieval/write-history.ts';

/** Hits that are asked for; what stands further down counts as not found. */
const LIMIT = 100;

/** What was measured of one way to search one set, counting sessions or turns. */
interface Row {
  readonly set: string;
  readonly mode: SearchMode;
  readonly level: 'session' | 'turn';
  readonly questions: number;
  readonly metrics: Readonly<Record<keyof Metrics, Interval>>;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** `bench retrieval [DIR...] [--keep DIR]`: the folders' sets, then two generated ones. */
export async function retrievalBench(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keep: { type: 'string' } },
  });
  const sets = await Promise.all(positionals.map(readRetrievalSet));
  sets.push(generateRetrievalSet(1), generateDialogues(1));
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'recollect-retrieval-')));
  try {
    const rows: Row[] = [];
    for (const set of sets) rows.push(...(await measureSet(set, join(folder, set.name))));
    process.stdout.write(`${tableOf(rows)}\n`);
    await keepResult('retrieval.json', JSON.stringify(rows, null, 2));
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly mode: SearchMode;
  readonly session: Metrics;
  readonly turn: Metrics | null;
  readonly ms: number;
}

async function measureSet(set: RetrievalSet, folder: string): Promise<Row[]> {
  const measured: Measured[] = [];
  for (const [number, haystack] of set.haystacks.entries()) {
    measured.push(...(await measureHaystack(haystack, join(folder, String(number)))));
  }
  return searchModes.flatMap((mode) => {
    const own = measured.filter((each) => each.mode === mode);
    const turns = own.flatMap(({ turn }) => turn ?? []);
    const times = own.map(({ ms }) => ms);
    const row = (level: Row['level'], all: readonly Metrics[]): Row => ({
      set: set.name,
      mode,
      level,
      questions: all.length,
      metrics: {
        any1: bootstrap(all.map(({ any1 }) => any1)),
        any5: bootstrap(all.map(({ any5 }) => any5)),
        any10: bootstrap(all.map(({ any10 }) => any10)),
        frac10: bootstrap(all.map(({ frac10 }) => frac10)),
        all5: bootstrap(all.map(({ all5 }) => all5)),
        all10: bootstrap(all.map(({ all10 }) => all10)),
        mrr: bootstrap(all.map(({ mrr }) => mrr)),
      },
      p50Ms: percentile(times, 0.5),
      p95Ms: percentile(times, 0.95),
    });
    const sessions = row(
      'session',
      own.map(({ session }) => session),
    );
    return turns.length > 0 ? [sessions, row('turn', turns)] : [sessions];
  });
}

async function measureHaystack(haystack: Haystack, folder: string): Promise<Measured[]> {
  const known = existsSync(folder);
  if (!known) await mkdir(folder, { recursive: true });
  const engine = await composeEngine({
    dataDirectory: join(folder, 'data'),
    settings: { memoryCeilingMb: 400, workers: 2, provider: 'local' },
    onOutput: (text) => void process.stderr.write(text),
  });
  try {
    if (!known) {
      await writeHistories(haystack, folder);
      const sources = [{ path: join(folder, 'projects'), origin: 'added' as const }];
      await engine.import(sources, new AbortController().signal);
    }
    await engine.prepareSearch();
    const measured: Measured[] = [];
    for (const mode of searchModes) {
      for (const question of haystack.questions) measured.push(await ask(engine, question, mode));
    }
    return measured;
  } finally {
    await engine.close();
  }
}

async function ask(engine: Engine, question: Question, mode: SearchMode): Promise<Measured> {
  const started = performance.now();
  const { hits } = await engine.search(
    { query: question.question, mode, limit: LIMIT, filter: {} },
    new AbortController().signal,
  );
  const ms = performance.now() - started;
  const sessions = hits.map(({ conversationId }) => conversationId.replace(/^claude-code:/, ''));
  const turns = hits.map(({ messageId }) => messageId);
  return {
    mode,
    session: measureRanking(sessions, question.gold_sessions),
    turn: question.gold_turns.length > 0 ? measureRanking(turns, question.gold_turns) : null,
    ms,
  };
}

function tableOf(rows: readonly Row[]): string {
  const percent = ({ mean, low, high }: Interval): string =>
    `${(mean * 100).toFixed(1)} (${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)})`;
  return textTable({
    columns: ['set', 'mode', 'level', 'questions', ...metricNames, 'p50 ms', 'p95 ms'],
    rows: rows.map((row) => [
      row.set,
      row.mode,
      row.level,
      row.questions,
      ...metricNames.map((name) => percent(row.metrics[name])),
      row.p50Ms,
      row.p95Ms,
    ]),
  });
}
