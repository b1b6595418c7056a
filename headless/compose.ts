/**
 * The composition root of the headless host: puts the engine together from Node's own means.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ActivityFolder } from '../electron/main/activity/activity-log.ts';
import { defaultEmbeddingSettings } from '../electron/main/embedding/embedding-settings.ts';
import { createLocalProvider } from '../electron/main/embedding/local-provider.ts';
import { DEFAULT_MODEL, findModel } from '../electron/main/embedding/model-folders.ts';
import type { EmbeddingProvider } from '../electron/main/embedding/provider.ts';
import { Engine } from '../electron/main/engine.ts';
import { ReaderClient } from '../electron/main/importing/reader-client.ts';
import { openLibrary, openLibraryForReading, type LibraryReader } from '../electron/main/library/library.ts';
import { libraryPath, ownModelsFolder } from '../electron/main/settings/data-directory.ts';
import { effortOf } from '../electron/main/settings/pace.ts';
import type { RunSettings } from '../electron/main/settings/settings.ts';
import { RecollectError, toFailure } from '../electron/shared/errors.ts';
import { createForkStarter } from './fork-starter.ts';
import { createMemoryProbe } from './memory-probe.ts';
import { childEntries, libraryThread, modelsFolder } from './paths.ts';

/** What a host is made with. */
export interface HostOptions {
  readonly dataDirectory: string;
  readonly settings: RunSettings;
  /** Hears what child processes print. */
  readonly onOutput: (text: string) => void;
}

/** An engine over the library of a data folder, which it writes. @throws as `openLibrary`. */
export async function composeEngine(options: HostOptions): Promise<Engine> {
  const provider = await composeProvider(options);
  const library = await openLibrary(libraryPath(options.dataDirectory), libraryThread);
  const reader = new ReaderClient(starter(options), await chosenModel(options));
  const { dataDirectory, settings, onOutput } = options;
  return new Engine({
    library,
    reader,
    provider,
    settings,
    cores: availableParallelism(),
    dataDirectory,
    activityLog: new ActivityFolder(join(dataDirectory, 'activity')),
    now: Date.now,
    report: (what, error) => onOutput(`${what} ${toFailure(error).message}\n`),
  });
}

/** A library that another Recollect may be writing. @throws as `openLibraryForReading`. */
export function composeLibraryReader(dataDirectory: string): Promise<LibraryReader> {
  return openLibraryForReading(libraryPath(dataDirectory), libraryThread);
}

/** The local provider: a pool of embedder processes that runs the chosen model. @throws as `findModel`. */
export async function composeProvider(options: HostOptions): Promise<EmbeddingProvider> {
  const { settings } = options;
  if (settings.provider !== 'local') {
    throw new RecollectError(
      'settings-invalid',
      `The provider "${settings.provider}" is not set up. Use --provider local.`,
    );
  }
  return createLocalProvider({
    modelFolder: await chosenModel(options),
    settings: {
      ...defaultEmbeddingSettings,
      ...effortOf(settings, { onBattery: false, cores: availableParallelism() }),
      ceilingMb: settings.memoryCeilingMb,
    },
    starter: starter(options),
    probe: createMemoryProbe(),
  });
}

function chosenModel({ dataDirectory, settings }: HostOptions): Promise<string> {
  const places = { bundled: modelsFolder, own: ownModelsFolder(dataDirectory) };
  return findModel(settings.model ?? DEFAULT_MODEL, places);
}

function starter(options: HostOptions): ReturnType<typeof createForkStarter> {
  return createForkStarter({ entries: childEntries, onOutput: (_role, text) => options.onOutput(text) });
}
