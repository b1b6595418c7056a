/**
 * Puts an engine together from the means of a host: how it starts and measures processes, and where its parts lie.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ChildStarter, MemoryProbe } from '../shared/child-process.ts';
import { ActivityFolder } from './activity/activity-log.ts';
import { defaultEmbeddingSettings } from './embedding/embedding-settings.ts';
import { createLocalProvider } from './embedding/local-provider.ts';
import { DEFAULT_MODEL, findModel } from './embedding/model-folders.ts';
import type { EmbeddingProvider } from './embedding/provider.ts';
import { VoyageAccess, type VoyageMeans } from './embedding/voyage/voyage-access.ts';
import { Engine } from './engine.ts';
import { identityOf } from './indexes.ts';
import { ReaderClient } from './importing/reader-client.ts';
import { openLibrary, type LibraryReader } from './library/library.ts';
import type { RemoteOptions } from './qdrant/open-remote.ts';
import { parseServerUrls } from './qdrant/qdrant-options.ts';
import { RemoteSwitch } from './qdrant/remote-switch.ts';
import { libraryPath, ownModelsFolder } from './settings/data-directory.ts';
import type { ServerKeyStore } from './settings/key-store.ts';
import { CopierClient } from './retention/copier-client.ts';
import { effortOf } from './settings/pace.ts';
import { defaultSettings, type RunSettings } from './settings/settings.ts';

/** What a host brings. */
export interface HostMeans {
  readonly dataDirectory: string;
  readonly starter: ChildStarter;
  readonly probe: MemoryProbe;
  /** Entry file of the library's threads. */
  readonly libraryThread: URL;
  /** The folder with the bundled models. */
  readonly modelsFolder: string;
  readonly voyage: VoyageMeans;
  /** The key of a Qdrant server, where one is kept. */
  readonly serverKey: ServerKeyStore;
  /** Hears of what went wrong and harms nobody. */
  readonly report: (what: string, error: unknown) => void;
}

/**
 * An engine over the library of a data folder, which it writes. `given`: who embeds on this machine, instead of the
 * chosen model.
 *
 * @throws as `openLibrary` and `openLocalProvider`.
 */
export async function openEngine(
  means: HostMeans,
  settings: RunSettings,
  given?: EmbeddingProvider,
): Promise<Engine> {
  const { dataDirectory, starter, report } = means;
  const provider = given ?? (await openLocalProvider(means, settings));
  const reader = new ReaderClient(starter, await modelFolder(means, settings), means.probe);
  const library = await openLibrary(libraryPath(dataDirectory), means.libraryThread);
  // Nobody else has the library: what was under way at Voyage when it was last closed has no answer any more.
  await library.write.loseOpenCalls();
  const identity = identityOf(provider);
  const remotes = new RemoteSwitch({ library, identity, key: means.serverKey, now: Date.now, report });
  await remotes.use(settings);
  return new Engine({
    library,
    reader,
    provider,
    copier: new CopierClient(starter),
    restorer: new CopierClient(starter),
    remotes,
    voyage: means.voyage,
    settings,
    cores: availableParallelism(),
    dataDirectory,
    activityLog: new ActivityFolder(join(dataDirectory, 'activity')),
    now: Date.now,
    report,
  });
}

/**
 * The index on the server that settings name, of whoever embeds; null where they name none.
 *
 * @throws RecollectError `settings-invalid`.
 */
export function remoteOptions(
  { qdrant, qdrantKey }: RunSettings,
  provider: EmbeddingProvider,
): RemoteOptions | null {
  if (!qdrant) return null;
  parseServerUrls(qdrant.url);
  return { settings: qdrant, apiKey: qdrantKey, identity: identityOf(provider) };
}

/** The local provider: a pool of embedder processes that runs the chosen model. @throws as `findModel`. */
export async function openLocalProvider(means: HostMeans, settings: RunSettings): Promise<EmbeddingProvider> {
  return createLocalProvider({
    modelFolder: await modelFolder(means, settings),
    settings: {
      ...defaultEmbeddingSettings,
      ...effortOf(settings, { onBattery: false, cores: availableParallelism() }),
      ceilingMb: settings.memoryCeilingMb,
    },
    starter: means.starter,
    probe: means.probe,
  });
}

/**
 * Who embeds queries for a library that another program may be writing: the chosen provider. What queries at Voyage
 * cost enters the library's account.
 *
 * @throws as `openLocalProvider`.
 */
export async function openQueryProvider(
  means: HostMeans,
  settings: RunSettings,
  library: LibraryReader,
): Promise<EmbeddingProvider> {
  if (settings.provider === 'local') return openLocalProvider(means, { ...settings, workers: 1 });
  const { voyage = defaultSettings.voyage } = settings;
  return new VoyageAccess({ library, means: means.voyage, settings: voyage }).provider();
}

function modelFolder({ dataDirectory, modelsFolder }: HostMeans, settings: RunSettings): Promise<string> {
  const places = { bundled: modelsFolder, own: ownModelsFolder(dataDirectory) };
  return findModel(settings.model ?? DEFAULT_MODEL, places);
}
