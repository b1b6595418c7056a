/**
 * The ONNX session, by the recipe that keeps memory flat: one text a run, unpadded, no memory pattern, one thread.
 */
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { RecollectError } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';

/** Turns the ids of one text into its vector. */
export interface EmbeddingSession {
  readonly dimensions: number;
  /** A `Float32Array` of `dimensions`, of norm 1. */
  run(ids: readonly number[]): Promise<Float32Array>;
}

/** Loads `model.onnx` of a folder that was verified. */
export async function openSession(folder: string, manifest: ModelManifest): Promise<EmbeddingSession> {
  const session = await InferenceSession.create(join(folder, 'model.onnx'), {
    executionProviders: ['cpu'],
    enableMemPattern: false,
    enableCpuMemArena: true,
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  return {
    dimensions: manifest.dim,
    run: async (ids) => {
      const shape = [1, ids.length];
      const output = await session.run({
        input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      });
      const data = output[manifest.output]?.data;
      if (!(data instanceof Float32Array) || data.length !== manifest.dim) {
        throw new RecollectError(
          'model-damaged',
          `The model did not answer ${manifest.dim} floats as its manifest says.`,
        );
      }
      return data;
    },
  };
}
