/**
 * The composition root of the headless host: puts the engine together from Node's own means.
 */
import { availableParallelism } from 'node:os';
import { defaultEmbeddingSettings } from '../electron/main/embedding/embedding-settings.ts';
import { createLocalProvider } from '../electron/main/embedding/local-provider.ts';
import type { EmbeddingProvider } from '../electron/main/embedding/provider.ts';
import { Engine } from '../electron/main/engine.ts';
import { ReaderClient } from '../electron/main/importing/reader-client.ts';
import { openLibrary, openLibraryForReading, type LibraryReader } from '../electron/main/library/library.ts';
import { libraryPath } from '../electron/main/settings/data-directory.ts';
import type { Settings } from '../electron/main/settings/settings.ts';
import { createForkStarter } from './fork-starter.ts';
import { createMemoryProbe } from './memory-probe.ts';
import { childEntries, libraryThread, modelFolder } from './paths.ts';

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
  return createLocalProvider({
    modelFolder,
    settings: {
      ...defaultEmbeddingSettings,
      workers: options.settings.workers,
      ceilingMb: options.settings.memoryCeilingMb,
    },
    starter: starter(options),
    probe: createMemoryProbe(),
  });
}

function starter(options: HostOptions): ReturnType<typeof createForkStarter> {
  return createForkStarter({ entries: childEntries, onOutput: (_role, text) => options.onOutput(text) });
}
