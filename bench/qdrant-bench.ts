/**
 * Fills a Qdrant server from a library of N synthetic chunks, once for each way in which it keeps vectors, and measures
 * insertion, search, memory and disk beside the embedded index.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { QdrantClient, type Schemas } from '@qdrant/js-client-rest';
import { CHUNKER_VERSION } from '../electron/shared/chunking/limits.ts';
import { quantizations, qdrantSettingsSchema } from '../electron/shared/contract/settings.ts';
import type { Engine } from '../electron/main/engine.ts';
import { openRemote, type RemoteIndex } from '../electron/main/qdrant/open-remote.ts';
import { MEANING } from '../electron/main/qdrant/point.ts';
import { MOST_CANDIDATES } from '../electron/main/qdrant/qdrant-candidates.ts';
import { rescored } from '../electron/main/qdrant/quantization.ts';
import { search, type SearchAnswer } from '../electron/main/search/search.ts';
import { createMemoryProbe } from '../headless/memory-probe.ts';
import { qdrantBinary, QdrantServer } from '../test/doubles/qdrant-server.ts';
import { openBenchEngine } from './bench-engine.ts';
import { cpuSecondsOf } from './cpu-meter.ts';
import { diskBytes } from './disk-bytes.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';
import { fillLibrary, questionsOf } from './fill-library.ts';

const MB = 2 ** 20;

/** How long the server may take to build its search graph, in ms: of a million points minutes, not seconds. */
const SETTLE_MS = 3_600_000;

/** `bench qdrant [N] [--keep DIR] [--only KIND]`: with DIR, the library stays there and is used again. */
export async function qdrantBench(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keep: { type: 'string' }, only: { type: 'string' } },
  });
  const count = Number(positionals[0] ?? 100_000);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('qdrant takes a number of chunks.');
  if (qdrantBinary === undefined) throw new Error('There is no Qdrant binary on this machine.');
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'recollect-qdrant-bench-')));
  await mkdir(folder, { recursive: true });
  const engine = await openBenchEngine(folder);
  try {
    await fillLibrary(engine, folder, count);
    const queries = await embedded(engine, questionsOf(count));
    const results: Record<string, Record<string, number>> = {
      embedded: await measureEmbedded(engine, queries),
    };
    for (const kind of quantizations.filter((each) => values.only === undefined || each === values.only)) {
      results[kind] = await measureServer(engine, join(folder, `server-${kind}`), kind, queries);
    }
    const names = [...new Set(Object.values(results).flatMap((result) => Object.keys(result)))];
    const kinds = Object.keys(results);
    const rows = names.map((name) => [name, ...kinds.map((kind) => results[kind]?.[name] ?? null)]);
    process.stdout.write(`${textTable({ columns: ['measured', ...kinds], rows })}\n`);
    await keepResult(`qdrant-${count}.json`, JSON.stringify({ count, ...results }, null, 2));
  } finally {
    await engine.close();
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** A question with its vector: what embedding takes is another bench's. */
interface Query {
  readonly text: string;
  readonly vector: Float32Array;
}

async function embedded(engine: Engine, questions: readonly string[]): Promise<Query[]> {
  const queries: Query[] = [];
  for (const text of questions) {
    queries.push({ text, vector: await engine.provider.embedQuery(text, new AbortController().signal) });
  }
  await engine.provider.stop(1_000);
  return queries;
}

async function measureEmbedded(engine: Engine, queries: readonly Query[]): Promise<Record<string, number>> {
  const id = await engine.index();
  const bytes = (await engine.library.search.refresh()) + (await engine.library.meaning.refresh(id));
  return {
    ...(await measureSearch(queries, (query) =>
      search(engine.library, searched(id, query), requestOf(query), new AbortController().signal),
    )),
    memoryMb: bytes / MB,
  };
}

async function measureServer(
  engine: Engine,
  folder: string,
  kind: (typeof quantizations)[number],
  queries: readonly Query[],
): Promise<Record<string, number>> {
  await rm(folder, { recursive: true, force: true });
  const server = await QdrantServer.start({ folder, walMb: 32 });
  const { provider, model, dimensions } = engine.provider;
  const remote = openRemote(
    {
      settings: qdrantSettingsSchema.parse({ url: server.url, machine: 'bench', quantization: kind }),
      apiKey: undefined,
      identity: { provider, model, dimensions, chunkerVersion: CHUNKER_VERSION },
    },
    engine.library,
    (what, error) => process.stderr.write(`${what} ${String(error)}\n`),
  );
  try {
    const started = performance.now();
    const computed = process.cpuUsage();
    await remote.sync.catchUp();
    const points = await remote.collection.count('bench');
    const pointsPerSecond = (points / (performance.now() - started)) * 1_000;
    const { user, system } = process.cpuUsage(computed);
    const serverSeconds = (await cpuSecondsOf(server.pid)) ?? NaN;
    const client = new QdrantClient({ url: server.url, checkCompatibility: false });
    await graphBuilt(client, remote);
    const graphSeconds = (performance.now() - started) / 1_000 - points / pointsPerSecond;
    const id = await engine.index();
    const found = await measureSearch(queries, (query) =>
      remote.search.search(searched(id, query), requestOf(query), new AbortController().signal),
    );
    const memory = await createMemoryProbe().measure([server.pid]);
    return {
      points,
      pointsPerSecond,
      cpuMsAPointServer: (serverSeconds / points) * 1_000,
      cpuMsAPointClient: (user + system) / 1_000 / points,
      graphSeconds,
      ...found,
      recallOfTen: await recall(client, remote, queries, 10),
      recallInSearch: await recall(client, remote, queries, MOST_CANDIDATES),
      memoryMb: memory.get(server.pid) ?? 0,
      ownMemoryMb: await ownMemoryMb(server.pid),
      diskMb: (await diskBytes(folder)) / MB,
    };
  } finally {
    await remote.sync.stop();
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Memory of a process that is no file's, in MB: what the system can't take back. */
async function ownMemoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1_024;
}

/** Resolves when the server has nothing left to build. */
async function graphBuilt(client: QdrantClient, { collection }: RemoteIndex): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  for (let green = 0; green < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { status } = await client.getCollection(collection.name);
    green = status === 'green' ? green + 1 : 0;
    if (performance.now() > deadline) throw new Error('The server did not finish its search graph.');
  }
}

function searched(id: number, { vector }: Query) {
  return { id, coverage: 1, provider: { embedQuery: () => Promise.resolve(vector) } };
}

function requestOf({ text }: Query) {
  return { query: text, mode: 'hybrid' as const, limit: 10, filter: {}, literal: true };
}

async function measureSearch(
  queries: readonly Query[],
  ask: (query: Query) => Promise<SearchAnswer>,
): Promise<Record<string, number>> {
  const times: number[] = [];
  // The first round warms up both sides.
  for (const [turn, query] of [...queries.slice(0, 10), ...queries].entries()) {
    const began = performance.now();
    const { notes, hits } = await ask(query);
    if (turn >= 10) times.push(performance.now() - began);
    if (notes.length > 0 || hits.length === 0) throw new Error(`Not answered: ${notes.join()}`);
  }
  return { hybridP50Ms: percentile(times, 0.5), hybridP95Ms: percentile(times, 0.95) };
}

/** Share of the ten nearest by exact comparison that are among so many that are found. */
async function recall(
  client: QdrantClient,
  { collection, options }: RemoteIndex,
  queries: readonly Query[],
  among: number,
): Promise<number> {
  let found = 0;
  let wanted = 0;
  for (const { vector } of queries) {
    const nearest = async (limit: number, params: Schemas['SearchParams']): Promise<unknown[]> => {
      const query = { query: [...vector], using: MEANING, limit, params };
      return (await client.query(collection.name, query)).points.map(({ id }) => id);
    };
    const exact = await nearest(10, { exact: true, quantization: { ignore: true } });
    const fast = await nearest(among, rescored(options.quantization));
    wanted += exact.length;
    found += exact.filter((id) => fast.includes(id)).length;
  }
  return found / wanted;
}
