import { RecollectError } from '../../electron/shared/errors.ts';
import { adoptVectors } from '../../electron/main/qdrant/adopt-vectors.ts';
import { checkServer } from '../../electron/main/qdrant/check-server.ts';
import { openCollection, type RemoteOptions } from '../../electron/main/qdrant/open-remote.ts';
import type { RemoteState } from '../../electron/main/qdrant/remote-sync.ts';
import { remoteOptions } from '../../electron/main/open-engine.ts';
import { composeEngine, composeLocalProvider } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** How often the progress of a move is said, in ms. */
const SAY_MS = 2_000;

/** `recollect qdrant test`: whether the server can be used, and what is there. Changes nothing. */
export async function qdrantTestCommand(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const remote = await remoteOptionsOf(options, terminal);
  const found = await checkServer(remote, signal);
  const { version, tookMs, collection, exists, points, machines, machine, exposesKey } = found;
  const { url } = remote.settings;
  terminal.json({ url, version, tookMs, collection, exists, machine, points, machines });
  terminal.say(`${url} answers: Qdrant ${version}, ${tookMs} ms.`);
  terminal.say(
    exists
      ? `The collection ${collection} holds ${points} points of ${machines.length} machines.`
      : `The collection ${collection} will be made with the first import.`,
  );
  terminal.say(`This machine goes there as ${machine}.`);
  if (exposesKey) {
    terminal.note('The key travels unencrypted. Give the server a certificate, and an address with https.');
  }
  return exitCodes.done;
}

/**
 * `recollect qdrant move [--to qdrant|embedded]`: copies vectors to the server or from it, and uses that from then on.
 * Nothing is embedded. The server's points stay when it is left: other machines search them.
 */
export async function qdrantMoveCommand(
  to: 'qdrant' | 'embedded',
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { qdrant } = options.settings;
  if (!qdrant) throw noServer();
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.pass(text) });
  try {
    const { remote } = engine;
    if (!remote) throw noServer();
    if (to === 'qdrant') {
      const timer = setInterval(() => sayState(remote.sync.state(), terminal), SAY_MS);
      // What was sent stays: the next move goes on from there.
      const stop = (): void => void remote.sync.stop();
      signal.addEventListener('abort', stop, { once: true });
      try {
        await remote.sync.catchUp();
      } finally {
        clearInterval(timer);
        signal.removeEventListener('abort', stop);
      }
      const points = await remote.collection.count(remote.options.machine, signal);
      const refused = remote.sync.refusedPoints;
      await options.settingsStore.change({ qdrant });
      terminal.json({ to, points, refused });
      terminal.say(
        `${points} points of ${remote.options.machine} are on ${qdrant.url}, which is searched from now on.`,
      );
      return refused > 0 ? exitCodes.partly : exitCodes.done;
    }
    const index = await engine.index();
    const { library } = engine;
    const copied = await adoptVectors({ library, collection: remote.collection, index }, signal, (done) =>
      terminal.note(`${done} vectors`),
    );
    await options.settingsStore.change({ qdrant: null });
    const progress = await library.read.indexProgress(index);
    terminal.json({ to, copied, ...progress });
    terminal.say(
      `${copied} vectors were missing here and were copied. The library's own index is searched from now on.`,
    );
    return exitCodes.done;
  } finally {
    await engine.close();
  }
}

/** `recollect qdrant machines`: who fills the collection. */
export async function qdrantMachinesCommand(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { collection, options: server } = await openServer(options, terminal);
  const machines = (await collection.find(signal)) ? await collection.machines(signal) : [];
  terminal.json({ machine: server.machine, machines });
  if (machines.length === 0) terminal.say('No machine has sent anything yet.');
  for (const { machine, points } of machines) {
    terminal.say(`${machine}${machine === server.machine ? ' (this one)' : ''}: ${points} points`);
  }
  return exitCodes.done;
}

/** `recollect qdrant remove-machine NAME`: removes what only that machine holds, and its name from the rest. */
export async function qdrantRemoveMachineCommand(
  machine: string,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { collection } = await openServer(options, terminal);
  if ((await collection.find(signal)) === null || (await collection.count(machine, signal)) === 0) {
    throw new RecollectError('usage', `No machine of the name ${machine} has sent anything.`);
  }
  const before = await collection.count(null, signal);
  await collection.removeMachine(machine, signal);
  const removed = before - (await collection.count(null, signal));
  terminal.json({ machine, removed });
  terminal.say(`${machine} was removed with ${removed} points. If it still runs, it sends them again.`);
  return exitCodes.done;
}

async function openServer(
  options: CommonOptions,
  terminal: Terminal,
): Promise<ReturnType<typeof openCollection>> {
  return openCollection(await remoteOptionsOf(options, terminal));
}

/** The server that the options name, for the index of the local model. */
async function remoteOptionsOf(options: CommonOptions, terminal: Terminal): Promise<RemoteOptions> {
  const provider = await composeLocalProvider({
    ...options,
    onOutput: (text) => terminal.pass(text),
  });
  const remote = remoteOptions(options.settings, provider);
  if (!remote) throw noServer();
  return remote;
}

function sayState(state: RemoteState, terminal: Terminal): void {
  if (state.phase === 'catching-up') terminal.note(`${state.sent} points sent, ${state.pending} to go`);
}

function noServer(): RecollectError {
  return new RecollectError('usage', 'No Qdrant server is set. Name it: --qdrant http://127.0.0.1:6333');
}
