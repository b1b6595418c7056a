/**
 * Fills a library with synthetic chunks and vectors, for what is measured of a large one.
 */
import { join } from 'node:path';
import type { Engine } from '../electron/main/engine.ts';
import { textId } from '../electron/shared/ids.ts';
import { encodeBatch, type ReadBatch } from '../electron/shared/reader-protocol.ts';
import { generateChunks } from './corpus/generate-chunks.ts';
import { Random } from './corpus/random.ts';

const CONVERSATION = 20;
const BATCH = 1_000;
const QUERIES = 60;
/** Texts that the model embeds; all vectors are made of theirs. */
const EMBEDDED = 1_500;

/**
 * Fills the library of an engine with so many chunks and their vectors, unless it holds them already.
 *
 * @returns how many a second.
 * @throws Error if `folder` holds another library.
 */
export async function fillLibrary(
  engine: Engine,
  folder: string,
  count: number,
): Promise<Record<string, number>> {
  return { ...(await fillTexts(engine, folder, count)), ...(await fillVectors(engine)) };
}

/** Six words in a row of a text, for texts all over the library. */
export function questionsOf(count: number): string[] {
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
  // Not the folder of the library: an app that is started over it would read what it writes there itself.
  const source = join(folder, 'filled');
  await engine.library.write.recordScan({ path: source, origin: 'added' }, [
    { path: join(source, 'x'), size: 1, modifiedAt: 1 },
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
