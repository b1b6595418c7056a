/**
 * The answers to requests about a Qdrant server.
 */
import { hostname } from 'node:os';
import type { MachinePointsView, QdrantState } from '../../shared/contract/qdrant.ts';
import type { QdrantSettings } from '../../shared/contract/settings.ts';
import { RecollectError } from '../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import { checkServer, previewSending } from '../qdrant/check-server.ts';
import type { RemoteIndex, RemoteOptions } from '../qdrant/open-remote.ts';
import { qdrantOptions } from '../qdrant/qdrant-options.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Handlers } from './dispatcher.ts';
import type { Running } from './snapshot-builder.ts';

/** What these handlers work with. */
export interface QdrantHandlerParts {
  readonly running: () => Running;
  readonly settings: SettingsStore;
  readonly changed: () => void;
}

/** A server that a window asks about. */
interface AskedServer {
  readonly settings: QdrantSettings;
  readonly key?: string | null | undefined;
}

/** An answer for each request of the branch. */
export function createQdrantHandlers({
  running,
  settings,
  changed,
}: QdrantHandlerParts): Pick<Handlers, 'qdrant'> {
  const engine = (): Engine => running().engine;
  return {
    qdrant: {
      state: () => stateOf(engine()),
      test: async (server, { signal }) => checkServer(await optionsOf(engine(), server), signal),
      preview: async (server) => {
        const { library, remotes } = engine();
        const index = await library.write.ensureIndex(remotes.identity);
        return previewSending(await optionsOf(engine(), server), library, index);
      },
      connect: async ({ settings: server, key }) => {
        qdrantOptions(server, undefined);
        const { remotes } = engine();
        // A key that is kept is for its own addresses.
        if (key !== undefined) await remotes.key.write(key);
        else if (server.url !== settings.current().qdrant?.url) await remotes.key.write(null);
        await settings.change({ qdrant: server });
        // Where only the key is another, no setting has changed.
        await engine().useServer();
        changed();
      },
      disconnect: async (wishes, { signal }) => {
        const { library, remotes } = engine();
        try {
          await remotes.leave(await library.write.ensureIndex(remotes.identity), wishes, signal);
          await settings.change({ qdrant: null });
          await remotes.key.write(null);
        } finally {
          // Where something failed, the server is used as before.
          await engine().useServer();
          changed();
        }
      },
      retry: () => serverOf(engine()).sync.retry(),
      machines: (_nothing, { signal }) => machinesOf(serverOf(engine()), signal),
      removeMachine: async ({ machine }, { signal }) => {
        const removed = await removeMachine(serverOf(engine()), machine, signal);
        changed();
        return { removed };
      },
    },
  };
}

async function stateOf({ remotes }: Engine): Promise<QdrantState> {
  return {
    key: await remotes.keyPlace(),
    keeps: await remotes.key.keeps(),
    machine: hostname(),
  };
}

async function optionsOf({ remotes }: Engine, { settings, key }: AskedServer): Promise<RemoteOptions> {
  const apiKey = key === undefined ? await remotes.keyFor(settings.url) : (key ?? undefined);
  return { settings, apiKey, identity: remotes.identity };
}

function serverOf({ remote }: Engine): RemoteIndex {
  if (remote) return remote;
  throw new RecollectError('usage', 'No Qdrant server is in use.');
}

async function machinesOf({ collection }: RemoteIndex, signal: AbortSignal): Promise<MachinePointsView[]> {
  return (await collection.find(signal)) ? collection.machines(signal) : [];
}

async function removeMachine(
  { collection, options }: RemoteIndex,
  machine: string,
  signal: AbortSignal,
): Promise<number> {
  if (machine === options.machine) {
    throw new RecollectError(
      'usage',
      'This machine would send its points again. Disconnect it from the server to remove them.',
    );
  }
  const before = await collection.count(null, signal);
  await collection.removeMachine(machine, signal);
  return Math.max(0, before - (await collection.count(null, signal)));
}
