/**
 * The model in ONNX Runtime, set up so that its memory stays flat.
 *
 * [Note: Flat memory] Attention needs about 48 x texts x longest² bytes at its peak and the arena keeps its
 * high-water mark for good. One unpadded text a run keeps that mark at a few MB, whatever comes. Memory patterns
 * stay off: they cache a plan for each shape. The arena stays on: without it memory fragments. One thread: more of
 * them collapse beside other work, processes don't.
 */
import { join } from 'node:path';
import type * as OnnxRuntime from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { RecollectError } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';

/** A loaded model. */
export interface ModelSession {
  readonly dimensions: number;
  /**
   * Embeds texts, given as ids, in one run; shorter ones are padded. Blocks the thread while it works.
   *
   * @returns A row of `dimensions` floats for each text.
   */
  run(ids: readonly (readonly number[])[]): Promise<Float32Array>;
}

/** The settings of ONNX Runtime that decide on memory. */
export interface SessionSettings {
  readonly memoryPattern: boolean;
  readonly arena: boolean;
}

const PADDING_ID = 0n;

/**
 * Loads a model that `verifyModel` has approved.
 *
 * @throws RecollectError `runtime-unsupported` where ONNX Runtime has no binary for this machine; `model-damaged`
 *   if the model can't be loaded or lacks what its manifest names.
 */
export async function openModelSession(
  modelFolder: string,
  manifest: ModelManifest,
  settings: SessionSettings,
): Promise<ModelSession> {
  const runtime = await loadRuntime();
  let session: InferenceSession;
  try {
    session = await runtime.InferenceSession.create(join(modelFolder, 'model.onnx'), {
      executionProviders: ['cpu'],
      enableMemPattern: settings.memoryPattern,
      enableCpuMemArena: settings.arena,
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    });
  } catch (error) {
    throw unusable(modelFolder, error instanceof Error ? error.message : String(error));
  }
  const feedNames = manifest.inputs.map((name) => feedName(name, modelFolder));
  if (!session.outputNames.includes(manifest.output)) {
    throw unusable(modelFolder, `it has no output ${manifest.output}`);
  }
  return {
    dimensions: manifest.dim,
    async run(ids) {
      const rows = ids.length;
      const longest = Math.max(1, ...ids.map((row) => row.length));
      const feeds: Record<string, Tensor> = {};
      for (const name of feedNames) {
        feeds[name] = new runtime.Tensor('int64', feedData(name, ids, longest), [rows, longest]);
      }
      const output = (await session.run(feeds, [manifest.output]))[manifest.output];
      if (!(output?.data instanceof Float32Array) || output.data.length !== rows * manifest.dim) {
        throw new Error(
          `The model gave ${String(output?.dims)} floats for ${rows} texts of ${manifest.dim}.`,
        );
      }
      return output.data;
    },
  };
}

type FeedName = 'input_ids' | 'attention_mask' | 'token_type_ids';

function feedName(name: string, modelFolder: string): FeedName {
  if (name === 'input_ids' || name === 'attention_mask' || name === 'token_type_ids') return name;
  throw unusable(modelFolder, `it wants an input ${name}, which a text doesn't have`);
}

function feedData(name: FeedName, ids: readonly (readonly number[])[], longest: number): BigInt64Array {
  const data = new BigInt64Array(ids.length * longest).fill(PADDING_ID);
  if (name === 'token_type_ids') return data;
  ids.forEach((row, index) => {
    row.forEach((id, position) => {
      data[index * longest + position] = name === 'input_ids' ? BigInt(id) : 1n;
    });
  });
  return data;
}

async function loadRuntime(): Promise<typeof OnnxRuntime> {
  try {
    // Loaded here and not at the top: a machine without a binary for it gets a sentence, not a stack.
    return await import('onnxruntime-node');
  } catch (error) {
    throw new RecollectError(
      'runtime-unsupported',
      `ONNX Runtime has no build for this machine (${process.platform} ${process.arch}), so texts can't be embedded here. ` +
        'Search by word works without it.',
      { cause: error },
    );
  }
}

function unusable(modelFolder: string, reason: string): RecollectError {
  return new RecollectError('model-damaged', `The model in ${modelFolder} can't be used: ${reason}.`);
}
