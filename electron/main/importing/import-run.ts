/**
 * One import from its scan to its last vector, for the command line: background sync does the same without an end.
 */
import { resolve } from 'node:path';
import type { EmbedTarget } from '../indexes.ts';
import type { SourceRow } from '../library/file-store.ts';
import type { Library } from '../library/library.ts';
import type { RemoteSwitch } from '../qdrant/remote-switch.ts';
import { includeBeside, type DataFolder } from '../sources/data-folder.ts';
import { scan } from '../sources/scan.ts';
import { embedBacklog } from './embed-loop.ts';
import type { ProgressCounter } from './progress.ts';
import { cancelled, readPendingFiles } from './read-loop.ts';
import type { ReaderClient } from './reader-client.ts';

/** A folder or file to import. */
export interface ImportSource {
  readonly path: string;
  readonly origin: Exclude<SourceRow['origin'], 'removed'>;
}

/** What an import works with. */
export interface ImportRunParts {
  readonly library: Library;
  /** The data folder, which is left out of sources above it. */
  readonly own: DataFolder;
  readonly reader: ReaderClient;
  readonly progress: ProgressCounter;
  /** Waits while the import is paused. */
  readonly gate: () => Promise<void>;
  /** Copies original files, as the settings say. */
  readonly copyOriginals: (signal: AbortSignal) => Promise<void>;
  /** Counts the chunks of the index into `progress`. */
  readonly countIndex: () => Promise<void>;
  readonly target: () => Promise<EmbedTarget>;
  /** Resolves once the cost of embedding is agreed to, where it has one. */
  readonly consent: () => Promise<void>;
  readonly remotes: RemoteSwitch;
}

/**
 * Scans sources, reads what is new in them, and embeds what has no vector. Text first: everything can be found by
 * word before the first text is embedded.
 *
 * @throws RecollectError `cancelled`, or what the library or the provider threw. What was stored stays.
 */
export async function runImport(
  parts: ImportRunParts,
  sources: readonly ImportSource[],
  signal: AbortSignal,
): Promise<void> {
  const { progress } = parts;
  try {
    progress.phase = 'scanning';
    await scanSources(parts, sources, signal);
    progress.phase = 'reading';
    await readPendingFiles(parts, signal);
    parts.reader.stop();
    // Meanwhile: it takes what embedding leaves of the machine.
    const copying = parts.copyOriginals(signal).catch(() => undefined);
    await parts.countIndex();
    progress.phase = 'embedding';
    await embed(parts, signal);
    await copying;
    // A server that is away gets the rest later: the import is done.
    await parts.remotes.current?.sync.settled(signal);
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  } finally {
    progress.phase = 'idle';
  }
}

async function scanSources(
  { library, own, progress }: ImportRunParts,
  sources: readonly ImportSource[],
  signal: AbortSignal,
): Promise<void> {
  // What failed before is tried again by this import; what still fails will be named anew.
  progress.filesFailed.length = 0;
  for (const source of sources) {
    const { files, failures } = await scan(source.path, signal, includeBeside(source.path, own));
    progress.filesFailed.push(...failures);
    // A source that isn't there now (a drive that is unplugged) is named: its files are not gone.
    if (failures.some(({ path }) => path === resolve(source.path))) continue;
    const result = await library.write.recordScan(source, files);
    progress.filesPending = result.pending;
  }
}

async function embed(parts: ImportRunParts, signal: AbortSignal): Promise<void> {
  const { library, progress, gate, remotes } = parts;
  remotes.start();
  if (progress.index.pending === 0) return;
  await parts.consent();
  const target = await parts.target();
  const stored = (): void => remotes.current?.sync.notice();
  await embedBacklog({ library, ...target, progress, gate, stored }, signal);
  await parts.countIndex();
}
