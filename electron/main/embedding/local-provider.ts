/**
 * The provider that embeds on this machine: a pool of processes that run the model of a folder.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildStarter, MemoryProbe } from '../../shared/child-process.ts';
import { RecollectError } from '../../shared/errors.ts';
import { modelManifestSchema, type ModelManifest } from '../../shared/model-manifest.ts';
import { EmbedderPool } from './embedder-pool.ts';
import { runtimeArguments, type EmbeddingSettings } from './embedding-settings.ts';
import type { EmbeddingProvider } from './provider.ts';
import { supervisorSettings } from './supervisor.ts';

/** What the provider needs of its host. */
export interface LocalProviderOptions {
  readonly modelFolder: string;
  readonly settings: EmbeddingSettings;
  readonly starter: ChildStarter;
  readonly probe: MemoryProbe;
}

/**
 * Makes the provider; no process is started yet.
 *
 * @throws RecollectError `model-missing` or `model-damaged` if the folder holds no manifest of a model.
 */
export async function createLocalProvider(options: LocalProviderOptions): Promise<EmbeddingProvider> {
  const { settings, modelFolder, starter, probe } = options;
  const manifest = await readManifest(modelFolder);
  return new EmbedderPool({
    provider: 'local',
    model: manifest.model,
    dimensions: manifest.dim,
    modelFolder,
    workers: settings.workers,
    supervisor: supervisorSettings(settings.ceilingMb, {
      warmReplacement: settings.warmReplacement,
      idleAfterMs: settings.idleAfterMs,
    }),
    priority: settings.priority,
    restShare: settings.restShare,
    runtimeArguments: runtimeArguments(settings.runtime),
    starter,
    probe,
    now: Date.now,
    random: Math.random,
  });
}

async function readManifest(modelFolder: string): Promise<ModelManifest> {
  const path = join(modelFolder, 'manifest.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new RecollectError(
      'model-missing',
      `There is no model at ${modelFolder}. Install Recollect again.`,
      {
        cause: error,
      },
    );
  }
  try {
    return modelManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new RecollectError(
      'model-damaged',
      `${path} is not the manifest of a model. Install Recollect again.`,
      {
        cause: error,
      },
    );
  }
}
