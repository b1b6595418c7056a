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
import { measureRanking, type Metrics } from '../retrieval/metrics.ts';
import { answerBytes, kept, storedBytes, vectorForms, type BenchedForm } from './vector-forms.ts';

/** What a piece of a turn has at most, in UTF-16 units: it fits the model's window. */
const PIECE = 600;
const MOST_PIECES = 4_000;
const BATCH = 64;
const BEST = 10;

/** How one question was answered, or all of a set. Shares from 0 to 1. */
interface Answered extends Pick<Metrics, 'any1' | 'any10' | 'mrr'> {
  /** Of the ten texts that floats rank first, how many are among the first ten. */
  readonly kept: number;
}

/** What was measured of one set with one form of numbers. */
export interface DtypeRow extends Answered {
  readonly set: string;
  readonly dtype: BenchedForm;
  readonly questions: number;
  readonly texts: number;
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

async function measureSet(set: RetrievalSet, provider: EmbeddingProvider): Promise<DtypeRow[]> {
  const answered = new Map<BenchedForm, Answered[]>(vectorForms.map((form) => [form, []]));
  let example = new Float32Array(provider.dimensions).fill(1);
  let texts = 0;
  for (const haystack of set.haystacks) {
    const pieces = piecesOf(haystack).slice(0, MOST_PIECES - texts);
    if (pieces.length <= BEST) continue;
    texts += pieces.length;
    const floats = await embedAll(
      provider,
      pieces.map(({ text }) => text),
    );
    example = floats[0] ?? example;
    const forms = vectorForms.map((form) => [form, floats.map((vector) => kept(vector, form))] as const);
    const here = new Set(pieces.map(({ session }) => session));
    for (const { question, gold_sessions: gold } of haystack.questions) {
      if (!gold.some((session) => here.has(session))) continue;
      const query = await provider.embedQuery(question, new AbortController().signal);
      const exact = new Set(ranking(query, floats).slice(0, BEST));
      for (const [form, vectors] of forms) {
        const best = ranking(query, vectors);
        const sessions = [...new Set(best.map((at) => pieces[at]?.session ?? ''))];
        const share = best.slice(0, BEST).filter((at) => exact.has(at)).length / BEST;
        answered.get(form)?.push({ ...measureRanking(sessions, gold), kept: share });
      }
    }
  }
  return vectorForms.map((dtype): DtypeRow => {
    const all = answered.get(dtype) ?? [];
    const mean = (of: keyof Answered): number =>
      all.reduce((sum, one) => sum + one[of], 0) / Math.max(1, all.length);
    return {
      ...{ set: set.name, dtype, questions: all.length, texts },
      ...{ kept: mean('kept'), any1: mean('any1'), any10: mean('any10'), mrr: mean('mrr') },
      ...{ answerBytes: answerBytes(example, dtype), storedBytes: storedBytes(dtype) },
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

async function embedAll(
  provider: EmbeddingProvider,
  texts: readonly string[],
): Promise<Float32Array<ArrayBuffer>[]> {
  const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, at) =>
    texts.slice(at * BATCH, (at + 1) * BATCH),
  );
  const answers = await Promise.all(
    batches.map((batch) => provider.embedDocuments(batch, new AbortController().signal)),
  );
  const { dimensions } = provider;
  return answers.flatMap(({ vectors }) =>
    Array.from({ length: vectors.length / dimensions }, (_, row) =>
      vectors.slice(row * dimensions, (row + 1) * dimensions),
    ),
  );
}

function ranking(query: Float32Array, vectors: readonly Float32Array[]): number[] {
  const scores = vectors.map((vector) =>
    vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0),
  );
  return [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}
