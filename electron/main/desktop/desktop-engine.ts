/**
 * The engine on Electron's means: utility processes for reader and embedders, the app's own metrics as the probe.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { AppSettings } from '../../shared/contract/settings.ts';
import { defaultEmbeddingSettings } from '../embedding/embedding-settings.ts';
import { createLocalProvider } from '../embedding/local-provider.ts';
import { Engine } from '../engine.ts';
import { ReaderClient } from '../importing/reader-client.ts';
import { openLibrary } from '../library/library.ts';
import { libraryPath } from '../settings/data-directory.ts';
import { createAppMetricsProbe } from './app-metrics-probe.ts';
import type { Log } from './log.ts';
import type { AppPaths } from './paths.ts';
import { createUtilityStarter } from './utility-starter.ts';

const MODEL = 'all-MiniLM-L6-v2';

/** Opens engines over the library of a data folder. @throws as `openLibrary`. */
export function createEngineOpener(
  paths: AppPaths,
  dataDirectory: string,
  log: Log,
): (settings: AppSettings) => Promise<Engine> {
  const starter = createUtilityStarter({
    entries: paths.entries,
    onOutput: (role, text) => log.warn(`${role}: ${text.trimEnd()}`),
    onGone: (role, reason) => log.info(`${role} has gone: ${reason}`),
  });
  const modelFolder = join(paths.models, MODEL);
  return async (settings) => {
    const provider = await createLocalProvider({
      modelFolder,
      settings: {
        ...defaultEmbeddingSettings,
        workers: Math.max(1, Math.min(4, availableParallelism())),
        ceilingMb: settings.memoryCeilingMb,
      },
      starter,
      probe: createAppMetricsProbe(),
    });
    const library = await openLibrary(libraryPath(dataDirectory), paths.libraryThread);
    return new Engine({ library, reader: new ReaderClient(starter, modelFolder), provider, now: Date.now });
  };
}
