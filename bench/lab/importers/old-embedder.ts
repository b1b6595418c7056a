/**
 * Embedding as the importer before did it: chunks of up to 512 tokens, padded to the longest of their batch, on a
 * session with the settings of a recipe.
 */
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { planRuns } from '../../../electron/utility/embedder/runs.ts';
import { loadTokenizer } from '../../../electron/utility/tokenizer.ts';
import { modelFolder } from '../../../headless/paths.ts';
import type { Recipe } from '../importer-protocol.ts';
import { oldChunks } from './old-chunks.ts';

/** A tokenizer and a session. */
export interface OldEmbedder {
  /** The token ids of the chunks of some messages. */
  chunk(messages: readonly string[]): number[][];
  /** Embeds chunks batch by batch; calls `store` after each with the numbers of its chunks. */
  embed(chunks: readonly (readonly number[])[], store: (chunks: readonly number[]) => void): Promise<void>;
  /** Replaces the session by a new one. */
  recreate(): Promise<void>;
}

/** Loads the bundled model under a recipe. */
export async function createOldEmbedder(recipe: Recipe): Promise<OldEmbedder> {
  const tokenizer = await loadTokenizer(modelFolder);
  const count = (text: string): number => tokenizer.encode(text).length - 2;
  let session = await createSession(recipe);
  return {
    chunk: (messages) => oldChunks(messages, count).map((chunk) => tokenizer.encode(chunk)),
    async embed(chunks, store) {
      for (const run of runsOf(chunks, recipe)) {
        await embedRun(
          session,
          run.map((index) => chunks[index] ?? []),
        );
        store(run);
      }
    },
    async recreate() {
      await session.release();
      session = await createSession(recipe);
    },
  };
}

function createSession({ memoryPattern, arena, threads }: Recipe): Promise<InferenceSession> {
  return InferenceSession.create(join(modelFolder, 'model.onnx'), {
    enableMemPattern: memoryPattern,
    enableCpuMemArena: arena,
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
  });
}

/** With a budget sorted by length, as the cure does; without one in the order in which they come, as it was. */
function runsOf(chunks: readonly (readonly number[])[], { batchSize, tokenBudget }: Recipe): number[][] {
  if (tokenBudget > 0)
    return planRuns(
      chunks.map(({ length }) => length),
      { batchSize, tokenBudget },
    );
  const runs: number[][] = [];
  for (let from = 0; from < chunks.length; from += batchSize) {
    runs.push(Array.from({ length: Math.min(batchSize, chunks.length - from) }, (_, at) => from + at));
  }
  return runs;
}

async function embedRun(session: InferenceSession, rows: readonly (readonly number[])[]): Promise<void> {
  const longest = Math.max(...rows.map(({ length }) => length));
  const ids = new BigInt64Array(rows.length * longest);
  const mask = new BigInt64Array(rows.length * longest);
  rows.forEach((row, at) => {
    row.forEach((id, position) => {
      ids[at * longest + position] = BigInt(id);
      mask[at * longest + position] = 1n;
    });
  });
  const shape = [rows.length, longest];
  const output = await session.run({
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
  });
  const vectors = output.sentence_embedding;
  if (vectors?.dims[0] !== rows.length) throw new Error('The model did not give a vector for each chunk.');
}
