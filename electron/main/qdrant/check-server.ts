/**
 * What can be said of a server before it is used: whether it can be, what is there, and what it would get.
 */
import type { SendingPreview, ServerCheck } from '../../shared/contract/qdrant.ts';
import type { LibraryReader } from '../library/library.ts';
import { formatPointId } from '../library/point-id.ts';
import { maskChunks } from './mask-chunks.ts';
import { openCollection, type RemoteOptions } from './open-remote.ts';
import { exposesKey, isOwnMachine } from './qdrant-options.ts';

/** Texts that are looked at for samples, the newest first, and those that are shown of them. */
const LOOKED_AT = 200;
const SHOWN = 3;

/** The id of a collection that the library has sent nothing to. */
const NOTHING_SENT = 0;

/** Asks a server. Changes nothing, and sends nothing of the library. @throws RecollectError as the connection. */
export async function checkServer(remote: RemoteOptions, signal: AbortSignal): Promise<ServerCheck> {
  const { collection, options } = openCollection(remote);
  const started = performance.now();
  const version = await collection.connection.checkVersion(signal);
  const tookMs = Math.round(performance.now() - started);
  const exists = (await collection.find(signal)) !== null;
  return {
    version,
    tookMs,
    collection: collection.name,
    exists,
    points: exists ? await collection.count(null, signal) : 0,
    machines: exists ? await collection.machines(signal) : [],
    machine: options.machine,
    leavesMachine: !isOwnMachine(options.url),
    exposesKey: exposesKey(options),
  };
}

/** What a server would get of a library. Asks the server nothing. @throws RecollectError `settings-invalid`. */
export async function previewSending(
  remote: RemoteOptions,
  library: Pick<LibraryReader, 'read'>,
  index: number,
): Promise<SendingPreview> {
  const { options } = openCollection(remote);
  const known = (await library.read.findRemote(index, options.url)) ?? NOTHING_SENT;
  const { pending } = await library.read.remoteProgress(index, known);
  const { chunks } = await library.read.unsent(index, known, null, LOOKED_AT);
  // The words that a point is found by are not shown.
  const noWords = (): Promise<[]> => Promise.resolve([]);
  const sent = isOwnMachine(options.url) ? chunks : await maskChunks(chunks, noWords);
  const before = new Map(chunks.map(({ point, text }) => [formatPointId(point), text]));
  const masked = sent.filter(({ point, text }) => before.get(formatPointId(point)) !== text);
  return {
    texts: pending,
    sample: sent.slice(0, SHOWN).map(({ text }) => text),
    maskedSample: masked.slice(0, SHOWN).map(({ text }) => text),
  };
}
