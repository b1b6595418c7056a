/**
 * Fills a library with N synthetic chunks and vectors and measures insertion and search: time, memory, and how much
 * of what an exact comparison finds is found.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import type { Engine } from '../electron/main/engine.ts';
import { libraryPath } from '../electron/main/settings/data-directory.ts';
import { textId } from '../electron/shared/ids.ts';
import { encodeBatch, type ReadBatch } from '../electron/shared/reader-protocol.ts';
import { composeEngine } from '../headless/compose.ts';
import { generateChunks } from './corpus/generate-chunks.ts';
import { Random } from './corpus/random.ts';
import { textTable } from './report/table.ts';
import { keepResult, percentile } from './results.ts';

const CONVERSATION = 20;
const BATCH = 1_000;
const QUERIES = 60;
/** Texts that the model embeds; all vectors are made of theirs. */
const EMBEDDED = 1_500;
/** How many questions are compared with all vectors. */
const EXACT_QUERIES = 20;

/** `bench scale N [--keep DIR]`: with DIR, the library stays there and is used again. */
export async function scaleBench(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keep: { type: 'string' } },
  });
  const count = Number(positionals[0] ?? 100_000);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('scale takes a number of chunks.');
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'recollect-scale-')));
  await mkdir(folder, { recursive: true });
  const open = (): Promise<Engine> =>
    composeEngine({
      dataDirectory: folder,
      settings: { memoryCeilingMb: 400, workers: 1, provider: 'local' },
      onOutput: () => undefined,
    });
  let engine = await open();
  try {
    const filled = { ...(await fillTexts(engine, folder, count)), ...(await fillVectors(engine)) };
    // Opened again: what was left in memory by filling is not to be measured.
    await engine.close();
    engine = await open();
    const measured = await measureSearch(engine, folder, questionsOf(count));
    const result = { ...filled, ...measured };
    process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(result) })}\n`);
    await keepResult(`scale-${count}.json`, JSON.stringify(result, null, 2));
  } finally {
    await engine.close();
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Six words in a row of a text, for texts all over the library. */
function questionsOf(count: number): string[] {
  const questions: string[] = [];
  const every = Math.ceil(count / QUERIES);
  let number = 0;
  for (const text of generateChunks({ seed: 1, count })) {
    if (number % every === 0) questions.push(text.split(/\s+/).slice(2, 8).join(' '));
    number += 1;
  }
  return questions;
}

async function fillTexts(engine: Engine, folder: string, count: number): Promise<Record<string, number>> {
  const before = await engine.library.read.counts();
  if (before.chunks === count) return { chunks: count };
  if (before.chunks > 0) throw new Error(`${folder} holds another library.`);
  await engine.library.write.recordScan({ path: folder, origin: 'added' }, [
    { path: join(folder, 'x'), size: 1, modifiedAt: 1 },
  ]);
  const [file] = await engine.library.write.pendingFiles(1);
  if (!file) throw new Error('The library did not take the file.');
  const started = performance.now();
  let texts: string[] = [];
  let total = 0;
  for (const text of generateChunks({ seed: 1, count })) {
    texts.push(text);
    total += 1;
    if (texts.length < BATCH && total < count) continue;
    const batch = encodeBatch(batchOf(texts, total - texts.length, total === count));
    await engine.library.write.commitBatches([{ file: file.id, batch, before: null }]);
    texts = [];
  }
  return { chunks: count, textsPerSecond: (count / (performance.now() - started)) * 1000 };
}

/**
 * Stores a vector for each text. The bundled model embeds some of the texts; every vector is one of theirs, half of
 * another and noise: they lie as unevenly in space as real ones do.
 */
async function fillVectors(engine: Engine): Promise<Record<string, number>> {
  const index = await engine.index();
  const first = await engine.library.read.backlog(index, null, EMBEDDED);
  if (first.texts.length === 0) return {};
  const { signal } = new AbortController();
  const real: Float32Array[] = [];
  for (let at = 0; at < first.texts.length; at += 50) {
    const texts = first.texts.slice(at, at + 50).map(({ text }) => text);
    const { vectors } = await engine.provider.embedDocuments(texts, signal);
    for (const row of texts.keys()) real.push(vectors.slice(row * 384, (row + 1) * 384));
  }
  const random = new Random(2);
  let stored = 0;
  const started = performance.now();
  for (let page = await engine.library.read.backlog(index, null, BATCH); page.texts.length > 0;) {
    const results = page.texts.map(({ id }) => ({ id: textId(id), vector: mixedVector(random, real) }));
    await engine.library.write.storeVectors(index, results);
    stored += results.length;
    if (!page.next) break;
    page = await engine.library.read.backlog(index, page.next, BATCH);
  }
  return { vectorsPerSecond: (stored / (performance.now() - started)) * 1000 };
}

function mixedVector(random: Random, real: readonly Float32Array[]): Float32Array {
  const one = real[random.integer(0, real.length - 1)] ?? new Float32Array(384);
  const other = real[random.integer(0, real.length - 1)] ?? one;
  const vector = one.map((value, at) => value + 0.5 * (other[at] ?? 0) + 0.06 * (random.next() - 0.5));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

async function measureSearch(
  engine: Engine,
  folder: string,
  questions: readonly string[],
): Promise<Record<string, number>> {
  const { signal } = new AbortController();
  const index = await engine.index();
  let started = performance.now();
  await engine.library.search.refresh(index);
  const loadMs = performance.now() - started;
  started = performance.now();
  await engine.search({ query: 'the first search', mode: 'hybrid', limit: 10, filter: {} }, signal);
  const firstSearchMs = performance.now() - started;

  const result: Record<string, number> = { loadMs, firstSearchMs };
  for (const mode of ['hybrid', 'keyword', 'semantic'] as const) {
    const times: number[] = [];
    const partial: number[] = [];
    for (const [turn, query] of [...questions.slice(0, 5), ...questions].entries()) {
      // A semicolon more makes a query that is not remembered; its words are the same.
      const asked = `${query}${';'.repeat(mode.length)}`;
      const began = performance.now();
      await engine.search({ query: asked, mode, limit: 10, filter: {} }, signal, {
        onPartial: () => {
          if (turn >= 5) partial.push(performance.now() - began);
        },
      });
      if (turn >= 5) times.push(performance.now() - began);
    }
    result[`${mode}P50Ms`] = percentile(times, 0.5);
    result[`${mode}P95Ms`] = percentile(times, 0.95);
    if (mode === 'hybrid') {
      result.firstHitsP50Ms = percentile(partial, 0.5);
      result.firstHitsP95Ms = percentile(partial, 0.95);
    }
  }
  const asked = questions.slice(0, EXACT_QUERIES);
  const vectors = [];
  for (const query of asked) vectors.push(await engine.provider.embedQuery(query, signal));
  const exact = exactNearest(libraryPath(folder), index, vectors);
  let found = 0;
  for (const [at, vector] of vectors.entries()) {
    const texts = await engine.library.search.byVector(index, vector, {}, 10, []);
    const ids = new Set(texts.map(({ textId: id }) => id));
    found += (exact[at] ?? []).filter((id) => ids.has(id)).length;
  }
  result.recallAt10 = found / (vectors.length * 10);
  result.indexMb = (await engine.library.search.refresh(index)).bytes / 2 ** 20;
  return result;
}

/** The ten texts nearest to each of `queries`, by comparing all. */
function exactNearest(library: string, index: number, queries: readonly Float32Array[]): number[][] {
  const database = new DatabaseSync(library, { readOnly: true });
  const best = queries.map((): { id: number; score: number }[] => []);
  try {
    const rows = database.prepare(`SELECT text_id, embedding FROM vectors_${index}`);
    rows.setReturnArrays(true);
    for (const row of rows.iterate() as Iterable<unknown>) {
      const [id, embedding] = row as [number, Uint8Array];
      const vector = new Float32Array(embedding.slice().buffer);
      for (const [at, query] of queries.entries()) {
        let score = 0;
        for (let dimension = 0; dimension < vector.length; dimension++) {
          score += (vector[dimension] ?? 0) * (query[dimension] ?? 0);
        }
        const list = best[at] ?? [];
        if (list.length === 10 && score <= (list[9]?.score ?? 0)) continue;
        list.push({ id, score });
        list.sort((a, b) => b.score - a.score);
        if (list.length > 10) list.pop();
      }
    }
  } finally {
    database.close();
  }
  return best.map((list) => list.map(({ id }) => id));
}

/** A batch as the reader would send it; each text makes a chunk of its own, being over half of the target. */
function batchOf(texts: readonly string[], first: number, last: boolean): ReadBatch {
  return {
    mode: first === 0 ? 'replace' : 'continue',
    last,
    checkpoint: { format: 'text', offset: first + texts.length, headHash: '', tailHash: '', state: null },
    conversations: [],
    parts: texts.map((text, at) => {
      const number = first + at;
      return {
        conversation: `scale-${Math.floor(number / CONVERSATION)}`,
        message: `m${number}`,
        uid: number.toString(16).padStart(32, '0'),
        role: 'user' as const,
        kind: 'text' as const,
        time: number * 60_000,
        sortTime: number * 60_000,
        offset: number,
        text,
        pieces: [text.length, 100],
      };
    }),
    skipped: [],
  };
}
