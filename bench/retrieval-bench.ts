/**
 * Measures how well search finds, and how fast, on retrieval sets: each haystack is imported from files through the
 * reader, the chunker, the model and the library, and then searched as anybody searches.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { QdrantClient } from '@qdrant/js-client-rest';
import type { Engine } from '../electron/main/engine.ts';
import { searchModes, type SearchMode } from '../electron/main/search/search.ts';
import { qdrantSettingsSchema } from '../electron/shared/contract/settings.ts';
import { QdrantServer } from '../test/doubles/qdrant-server.ts';
import { openBenchEngine } from './bench-engine.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';
import { readRetrievalSet, type Haystack, type Question, type RetrievalSet } from './retrieval/dataset.ts';
import { generateDialogues } from './retrieval/generate-dialogues.ts';
import { generateRetrievalSet } from './retrieval/generate-set.ts';
import { bootstrap, measureRanking, metricNames, type Interval, type Metrics } from './retrieval/metrics.ts';
import { searchByServerFusion, serverFusions, type ServerFusion } from './retrieval/server-fusion.ts';
import {
  unfinishedModeNames,
  unfinishedModes,
  unfinishedQuestion,
  type UnfinishedMode,
} from './retrieval/unfinished.ts';
import { writeHistories } from './retrieval/write-history.ts';

/** Hits that are asked for; what stands further down counts as not found. */
const LIMIT = 100;

/** A way to search: ours, on a server its own fusion too, and ours while the question is being typed. */
type Mode = SearchMode | ServerFusion | UnfinishedMode;

/** What was measured of one way to search one set, counting sessions or turns. */
interface Row {
  readonly set: string;
  readonly mode: Mode;
  readonly level: 'session' | 'turn';
  readonly questions: number;
  readonly metrics: Readonly<Record<keyof Metrics, Interval>>;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * `bench retrieval [DIR...] [--keep DIR] [--qdrant] [--unfinished]`: the folders' sets, then two generated ones. With
 * `--qdrant` a Qdrant server is filled from each library and searched, by our fusion and by the server's. With
 * `--unfinished` the questions end in the middle of their last word.
 */
export async function retrievalBench(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      keep: { type: 'string' },
      qdrant: { type: 'boolean', default: false },
      unfinished: { type: 'boolean', default: false },
    },
  });
  const sets = await Promise.all(positionals.map(readRetrievalSet));
  sets.push(generateRetrievalSet(1), generateDialogues(1));
  const way = values.qdrant ? 'qdrant' : values.unfinished ? 'unfinished' : 'library';
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'recollect-retrieval-')));
  try {
    const rows: Row[] = [];
    for (const set of sets) {
      rows.push(...(await measureSet(set, join(folder, set.name), way)));
    }
    process.stdout.write(`${tableOf(rows)}\n`);
    await keepResult(
      way === 'library' ? 'retrieval.json' : `retrieval-${way}.json`,
      JSON.stringify(rows, null, 2),
    );
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly mode: Mode;
  readonly session: Metrics;
  readonly turn: Metrics | null;
  readonly ms: number;
}

/** What is asked of whom: questions of the library or of a server too, or unfinished ones of the library. */
type Way = 'library' | 'qdrant' | 'unfinished';

const modesOf: Readonly<Record<Way, readonly Mode[]>> = {
  library: searchModes,
  qdrant: [...searchModes, ...serverFusions],
  unfinished: unfinishedModeNames,
};

async function measureSet(set: RetrievalSet, folder: string, way: Way): Promise<Row[]> {
  const measured: Measured[] = [];
  for (const [number, haystack] of set.haystacks.entries()) {
    const own = join(folder, String(number));
    measured.push(
      ...(await (way === 'qdrant' ? measureOnServer(haystack, own) : measureHaystack(haystack, own, way))),
    );
  }
  return modesOf[way].flatMap((mode) => {
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

async function measureHaystack(haystack: Haystack, folder: string, way: Way): Promise<Measured[]> {
  const engine = await openFilled(haystack, folder, null);
  try {
    await engine.prepareSearch();
    return way === 'unfinished' ? await askUnfinished(engine, haystack) : await askAll(engine, haystack);
  } finally {
    await engine.close();
  }
}

/** The same on a server of its own: one collection would mix the haystacks. */
async function measureOnServer(haystack: Haystack, folder: string): Promise<Measured[]> {
  const serverFolder = await mkdtemp(join(tmpdir(), 'recollect-retrieval-server-'));
  const server = await QdrantServer.start({ folder: serverFolder });
  try {
    const engine = await openFilled(haystack, folder, server.url);
    try {
      const { remote } = engine;
      if (!remote) throw new Error('The engine uses no server.');
      await remote.sync.catchUp();
      const client = new QdrantClient({ url: server.url, checkCompatibility: false });
      const searched = { client, collection: remote.collection.name };
      const measured = await askAll(engine, haystack);
      for (const fusion of serverFusions) {
        for (const { question, gold_sessions: gold } of haystack.questions) {
          const started = performance.now();
          const found = await searchByServerFusion(engine, searched, fusion, question, LIMIT);
          const ms = performance.now() - started;
          measured.push({
            mode: fusion,
            session: measureRanking(found.map(sessionOf), gold),
            turn: null,
            ms,
          });
        }
      }
      return measured;
    } finally {
      await engine.close();
    }
  } finally {
    await server.kill();
    await rm(serverFolder, { recursive: true, force: true });
  }
}

/** An engine over the library of a haystack, which is filled unless it was kept. */
async function openFilled(haystack: Haystack, folder: string, url: string | null): Promise<Engine> {
  const known = existsSync(folder);
  if (!known) await mkdir(folder, { recursive: true });
  const qdrant = url === null ? null : qdrantSettingsSchema.parse({ url, machine: 'bench' });
  const engine = await openBenchEngine(join(folder, 'data'), { workers: 2, qdrant });
  if (!known) {
    await writeHistories(haystack, folder);
    const sources = [{ path: join(folder, 'projects'), origin: 'added' as const }];
    await engine.import(sources, new AbortController().signal);
  }
  return engine;
}

async function askAll(engine: Engine, { questions }: Haystack): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const mode of searchModes) {
    for (const question of questions) measured.push(await ask(engine, question, mode, { mode }));
  }
  return measured;
}

async function askUnfinished(engine: Engine, { questions }: Haystack): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const name of unfinishedModeNames) {
    for (const question of questions) {
      const cut = unfinishedQuestion(question.question);
      if (cut === null) continue;
      measured.push(await ask(engine, { ...question, question: cut }, name, unfinishedModes[name]));
    }
  }
  return measured;
}

/** Asks one question; `mode` is what it counts for. */
async function ask(
  engine: Engine,
  question: Question,
  mode: Mode,
  how: { readonly mode: SearchMode; readonly typed?: boolean },
): Promise<Measured> {
  const started = performance.now();
  const { hits, notes } = await engine.search(
    { query: question.question, ...how, limit: LIMIT, filter: {} },
    new AbortController().signal,
  );
  const ms = performance.now() - started;
  const away = notes.find((note) => note.startsWith('Only this machine was searched'));
  if (away !== undefined) throw new Error(away);
  const sessions = hits.map(({ conversationId }) => sessionOf(conversationId));
  const turns = hits.map(({ messageId }) => messageId);
  return {
    mode,
    session: measureRanking(sessions, question.gold_sessions),
    turn: question.gold_turns.length > 0 ? measureRanking(turns, question.gold_turns) : null,
    ms,
  };
}

function sessionOf(conversation: string): string {
  return conversation.replace(/^claude-code:/, '');
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
