/**
 * What shorter numbers gain in bytes and lose in ranking, on real vectors: those of the local model, as Voyage's cannot
 * be had without a key. Voyage trains its models for short numbers, the local one is not: this is the worse case.
 */
import { defaultEmbeddingSettings } from '../../electron/main/embedding/embedding-settings.ts';
import { createLocalProvider } from '../../electron/main/embedding/local-provider.ts';
import type { EmbeddingProvider } from '../../electron/main/embedding/provider.ts';
import { createForkStarter } from '../../headless/fork-starter.ts';
import { createMemoryProbe } from '../../headless/memory-probe.ts';
import { childEntries, modelFolder } from '../../headless/paths.ts';
import { readRetrievalSet, type Haystack, type RetrievalSet } from '../retrieval/dataset.ts';
import { generateRetrievalSet } from '../retrieval/generate-set.ts';
import { measureRanking } from '../retrieval/metrics.ts';

const DTYPES = ['float', 'int8', 'binary'] as const;
type Dtype = (typeof DTYPES)[number];

/** What a piece of a turn has at most, in UTF-16 units: it fits the model's window. */
const PIECE = 600;
const MOST_PIECES = 4_000;
const BATCH = 64;
const BEST = 10;

/** What was measured of one set with one form of numbers. Shares from 0 to 1. */
export interface DtypeRow {
  readonly set: string;
  readonly dtype: Dtype;
  readonly questions: number;
  readonly texts: number;
  /** Of the ten texts that floats rank first, how many are among the first ten. */
  readonly kept: number;
  /** A right session first, and among the first ten; 1 / its rank. */
  readonly any1: number;
  readonly any10: number;
  readonly mrr: number;
  /** Of a vector of 1,024 numbers: in an answer as JSON, and in the library. */
  readonly answerBytes: number;
  readonly storedBytes: number;
}

interface Piece {
  readonly session: string;
  readonly text: string;
}

/** Measures folders with retrieval sets, and a generated one. */
export async function dtypes(folders: readonly string[]): Promise<DtypeRow[]> {
  const sets = [...(await Promise.all(folders.map(readRetrievalSet))), generateRetrievalSet(1)];
  const provider = await createLocalProvider({
    modelFolder,
    settings: { ...defaultEmbeddingSettings, workers: 2 },
    starter: createForkStarter({ entries: childEntries, onOutput: () => undefined }),
    probe: createMemoryProbe(),
  });
  try {
    const rows: DtypeRow[] = [];
    for (const set of sets) rows.push(...(await measureSet(set, provider)));
    return rows;
  } finally {
    await provider.stop(1_000);
  }
}

interface Ranked {
  readonly best: readonly number[];
  readonly kept: number;
  readonly metrics: ReturnType<typeof measureRanking>;
}

async function measureSet(set: RetrievalSet, provider: EmbeddingProvider): Promise<DtypeRow[]> {
  const found = new Map<Dtype, Ranked[]>(DTYPES.map((dtype) => [dtype, []]));
  const answerBytes = new Map<Dtype, number>();
  let texts = 0;
  for (const haystack of set.haystacks) {
    const pieces = piecesOf(haystack).slice(0, MOST_PIECES - texts);
    if (pieces.length <= BEST) continue;
    texts += pieces.length;
    const floats = await embedAll(
      provider,
      pieces.map(({ text }) => text),
    );
    for (const dtype of DTYPES) answerBytes.set(dtype, bytesOfAnswer(floats[0] ?? [], dtype));
    const forms = new Map(DTYPES.map((dtype) => [dtype, floats.map((vector) => shortened(vector, dtype))]));
    const here = new Set(pieces.map(({ session }) => session));
    for (const { question, gold_sessions: gold } of haystack.questions) {
      if (!gold.some((session) => here.has(session))) continue;
      const query = await provider.embedQuery(question, new AbortController().signal);
      const exact = new Set(ranking(query, floats).slice(0, BEST));
      for (const [dtype, vectors] of forms) {
        const best = ranking(query, vectors);
        const sessions = [...new Set(best.map((at) => pieces[at]?.session ?? ''))];
        const kept = best.slice(0, BEST).filter((at) => exact.has(at)).length / BEST;
        found.get(dtype)?.push({ best, kept, metrics: measureRanking(sessions, gold) });
      }
    }
  }
  const stored: Record<Dtype, number> = { float: 4_096, int8: 1_024 + 4, binary: 128 };
  return DTYPES.map((dtype): DtypeRow => {
    const all = found.get(dtype) ?? [];
    const mean = (of: (ranked: Ranked) => number): number =>
      all.reduce((sum, ranked) => sum + of(ranked), 0) / Math.max(1, all.length);
    return {
      ...{ set: set.name, dtype, questions: all.length, texts },
      kept: mean(({ kept }) => kept),
      any1: mean(({ metrics }) => metrics.any1),
      any10: mean(({ metrics }) => metrics.any10),
      mrr: mean(({ metrics }) => metrics.mrr),
      answerBytes: answerBytes.get(dtype) ?? 0,
      storedBytes: stored[dtype],
    };
  });
}

function piecesOf({ turns }: Haystack): Piece[] {
  return turns.flatMap(({ session, text }) =>
    Array.from({ length: Math.ceil(text.length / PIECE) }, (_, at) => ({
      session,
      text: text.slice(at * PIECE, (at + 1) * PIECE).trim(),
    })).filter((piece) => piece.text !== ''),
  );
}

async function embedAll(provider: EmbeddingProvider, texts: readonly string[]): Promise<number[][]> {
  const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, at) =>
    texts.slice(at * BATCH, (at + 1) * BATCH),
  );
  const answers = await Promise.all(
    batches.map((batch) => provider.embedDocuments(batch, new AbortController().signal)),
  );
  const { dimensions } = provider;
  return answers.flatMap(({ vectors }) =>
    Array.from({ length: vectors.length / dimensions }, (_, row) => [
      ...vectors.subarray(row * dimensions, (row + 1) * dimensions),
    ]),
  );
}

/** The vector as a form of numbers gives it back, with norm 1. */
function shortened(vector: readonly number[], dtype: Dtype): number[] {
  if (dtype === 'float') return [...vector];
  const numbers = dtype === 'int8' ? toInt8(vector) : vector.map((value) => (value > 0 ? 1 : -1));
  const norm = Math.hypot(...numbers);
  return numbers.map((value) => value / norm);
}

function toInt8(vector: readonly number[]): number[] {
  const most = Math.max(...vector.map(Math.abs));
  return vector.map((value) => Math.round((value / most) * 127));
}

/** Bytes of 1,024 numbers as JSON, from those of a real vector. */
function bytesOfAnswer(vector: readonly number[], dtype: Dtype): number {
  const numbers: Record<Dtype, () => readonly number[]> = {
    float: () => vector.map((value) => Number(value.toPrecision(8))),
    int8: () => toInt8(vector),
    // A byte of eight bits, each as likely as the others.
    binary: () => Array.from({ length: Math.ceil(vector.length / 8) }, (_, at) => ((at * 37) % 256) - 128),
  };
  return Math.round((JSON.stringify(numbers[dtype]()).length / vector.length) * 1_024);
}

function ranking(query: Float32Array, vectors: readonly (readonly number[])[]): number[] {
  const scores = vectors.map((vector) =>
    vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0),
  );
  return [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}
