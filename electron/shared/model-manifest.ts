/**
 * A model's folder: `manifest.json` names its files with their sizes and SHA-256, its inputs and its window.
 */
import { z } from 'zod';

/** The form of `manifest.json` in a folder of resources/models. */
export const modelManifestSchema = z.object({
  /** The model's name where it was published. */
  model: z.string(),
  revision: z.string(),
  license: z.string(),
  /** Floats a vector. */
  dim: z.int().positive(),
  /** The model's window, special tokens included. */
  max_tokens: z.int().positive(),
  inputs: z.array(z.string()),
  /** Name of the output: float32 [1, dim], pooled and of norm 1. */
  output: z.string(),
  files: z.record(
    z.string(),
    z.strictObject({ bytes: z.int().nonnegative(), sha256: z.string().length(64) }),
  ),
});
export type ModelManifest = z.infer<typeof modelManifestSchema>;
