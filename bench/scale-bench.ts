/**
 * Fills a library with N synthetic chunks and vectors and measures insertion and search: time, memory, and how much
 * of what an exact comparison finds is found.
 */
import { DatabaseSync } from 'node:sqlite';
import type { Engine } from '../electron/main/engine.ts';
import { libraryPath } from '../electron/main/settings/data-directory.ts';
import { questionsOf } from './fill-library.ts';
import { benchFilledLibrary } from './filled-library-bench.ts';
import { percentile } from './results.ts';

/** How many questions are compared with all vectors. */
const EXACT_QUERIES = 20;

/** `bench scale [N] [--keep DIR]`; see `benchFilledLibrary`. */
export function scaleBench(args: readonly string[]): Promise<void> {
  return benchFilledLibrary('scale', args, (engine, folder, count) =>
    measureSearch(engine, folder, questionsOf(count)),
  );
}

async function measureSearch(
  engine: Engine,
  folder: string,
  questions: readonly string[],
): Promise<Record<string, number>> {
  const { signal } = new AbortController();
  const index = await engine.index();
  let started = performance.now();
  await Promise.all([engine.library.search.refresh(), engine.library.meaning.refresh(index)]);
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
    const texts = await engine.library.meaning.nearest(index, vector, {}, 10);
    const ids = new Set(texts.map(({ textId: id }) => id));
    found += (exact[at] ?? []).filter((id) => ids.has(id)).length;
  }
  result.recallAt10 = found / (vectors.length * 10);
  const memory = [await engine.library.search.refresh(), await engine.library.meaning.refresh(index)];
  result.indexMb = memory.reduce((sum, bytes) => sum + bytes, 0) / 2 ** 20;
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
