/**
 * The composition root of the headless host: puts the engine together from Node's own means.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EmbedderPool } from '../electron/main/embedding/embedder-pool.ts';
import type { EmbeddingProvider } from '../electron/main/embedding/provider.ts';
import { supervisorSettings } from '../electron/main/embedding/supervisor.ts';
import { Engine } from '../electron/main/engine.ts';
import { ReaderClient } from '../electron/main/importing/reader-client.ts';
import { openLibrary, openLibraryForReading, type LibraryReader } from '../electron/main/library/library.ts';
import { libraryPath } from '../electron/main/settings/data-directory.ts';
import type { Settings } from '../electron/main/settings/settings.ts';
import { RecollectError } from '../electron/shared/errors.ts';
import { modelManifestSchema } from '../electron/shared/model-manifest.ts';
import { createForkStarter } from './fork-starter.ts';
import { createMemoryProbe } from './memory-probe.ts';
import { childEntries, libraryThread, modelFolder } from './paths.ts';

/** Processes without work are stopped after this long. */
const IDLE_AFTER_MS = 60_000;

/** What a host is made with. */
export interface HostOptions {
  readonly dataDirectory: string;
  readonly settings: Settings;
  /** Hears what child processes print. */
  readonly onOutput: (text: string) => void;
}

/** The cores of this machine. */
export function cores(): number {
  return availableParallelism();
}

/** An engine over the library of a data folder, which it writes. @throws as `openLibrary`. */
export async function composeEngine(options: HostOptions): Promise<Engine> {
  const provider = await composeProvider(options);
  const library = await openLibrary(libraryPath(options.dataDirectory), libraryThread);
  const reader = new ReaderClient(starter(options), modelFolder);
  return new Engine({ library, reader, provider, now: Date.now });
}

/** A library that another Recollect may be writing. @throws as `openLibraryForReading`. */
export function composeLibraryReader(dataDirectory: string): Promise<LibraryReader> {
  return openLibraryForReading(libraryPath(dataDirectory), libraryThread);
}

/** The local provider: a pool of embedder processes that runs the bundled model. */
export async function composeProvider(options: HostOptions): Promise<EmbeddingProvider> {
  const manifest = await readManifest(modelFolder);
  return new EmbedderPool({
    provider: 'local',
    model: manifest.model,
    dimensions: manifest.dim,
    modelFolder,
    workers: options.settings.workers,
    idleAfterMs: IDLE_AFTER_MS,
    supervisor: supervisorSettings(options.settings.memoryCeilingMb),
    starter: starter(options),
    probe: createMemoryProbe(),
    now: Date.now,
    random: Math.random,
  });
}

function starter(options: HostOptions): ReturnType<typeof createForkStarter> {
  return createForkStarter({ entries: childEntries, onOutput: (_role, text) => options.onOutput(text) });
}

async function readManifest(folder: string): Promise<ReturnType<typeof modelManifestSchema.parse>> {
  try {
    return modelManifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  } catch (error) {
    throw new RecollectError(
      'model-missing',
      `There is no usable model at ${folder}. Install Recollect again.`,
      { cause: error },
    );
  }
}
