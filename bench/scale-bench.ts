/**
 * Fills a library with N synthetic chunks and vectors and measures insertion and search.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** `bench scale N`. */
export async function scaleBench([given = '100000']: readonly string[]): Promise<void> {
  const count = Number(given);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('scale takes a number of chunks.');
  const folder = await mkdtemp(join(tmpdir(), 'recollect-scale-'));
  const engine = await composeEngine({
    dataDirectory: folder,
    settings: { memoryCeilingMb: 400, workers: 1, provider: 'local' },
    onOutput: () => undefined,
  });
  try {
    const { signal } = new AbortController();
    await engine.library.write.recordScan({ path: folder, origin: 'added' }, [
      { path: join(folder, 'x'), size: 1, modifiedAt: 1 },
    ]);
    const [file] = await engine.library.write.pendingFiles(1);
    if (!file) throw new Error('The library did not take the file.');
    let started = performance.now();
    const questions: string[] = [];
    let texts: string[] = [];
    let total = 0;
    for (const text of generateChunks({ seed: 1, count })) {
      if (total % Math.ceil(count / QUERIES) === 0) questions.push(text.split(/\s+/).slice(2, 8).join(' '));
      texts.push(text);
      total += 1;
      if (texts.length < BATCH && total < count) continue;
      const batch = encodeBatch(batchOf(texts, total - texts.length, total === count));
      await engine.library.write.commitBatches([{ file: file.id, batch, before: null }]);
      texts = [];
    }
    const textSeconds = (performance.now() - started) / 1000;

    const index = await engine.index();
    const random = new Random(2);
    started = performance.now();
    for (let page = await engine.library.read.backlog(index, null, BATCH); page.texts.length > 0;) {
      const results = page.texts.map(({ id }) => ({ id: textId(id), vector: unitVector(random) }));
      await engine.library.write.storeVectors(index, results);
      if (!page.next) break;
      page = await engine.library.read.backlog(index, page.next, BATCH);
    }
    const vectorSeconds = (performance.now() - started) / 1000;

    // The first searches start the embedder and fill the caches.
    const times: number[] = [];
    for (const [turn, query] of [...questions.slice(0, 5), ...questions].entries()) {
      const began = performance.now();
      await engine.search({ query, mode: 'hybrid', limit: 10, filter: {} }, signal);
      if (turn >= 5) times.push(performance.now() - began);
    }
    const result = {
      chunks: (await engine.library.read.counts()).chunks,
      textsPerSecond: count / textSeconds,
      vectorsPerSecond: count / vectorSeconds,
      hybridP50Ms: percentile(times, 0.5),
      hybridP95Ms: percentile(times, 0.95),
    };
    process.stdout.write(`${textTable({ columns: ['measured', 'value'], rows: Object.entries(result) })}\n`);
    await keepResult(`scale-${count}.json`, JSON.stringify(result, null, 2));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function unitVector(random: Random): Float32Array {
  const vector = Float32Array.from({ length: 384 }, () => random.next() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
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
