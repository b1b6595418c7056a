import { existsSync } from 'node:fs';
import { RecollectError } from '../../electron/shared/errors.ts';
import type { FormatName } from '../../electron/shared/conversation.ts';
import type { SourceRow } from '../../electron/main/library/file-store.ts';
import { libraryPath, notesFolder } from '../../electron/main/settings/data-directory.ts';
import { dataFolder, includeBeside } from '../../electron/main/sources/data-folder.ts';
import { knownPlaces, type KnownPlace } from '../../electron/main/sources/discover.ts';
import { judge } from '../../electron/main/sources/intake.ts';
import { existsWithoutWaking } from '../../electron/main/sources/presence.ts';
import { scan } from '../../electron/main/sources/scan.ts';
import { amount } from '../amount.ts';
import { composeEngine, composeLibraryReader } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `recollect sources`: what was found on this machine, and what the library is kept in step with. */
export async function sourcesCommand(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const places = await knownPlaces();
  const { known, removed } = await librarySources(options);
  const stateOf = (place: KnownPlace): SourceState => {
    if (removed.includes(place.path)) return 'removed';
    if (known.some(({ path }) => path === place.path)) return 'in-library';
    return place.exists ? 'new' : 'absent';
  };
  const found = await Promise.all(
    places.map(async (place) => ({ ...(await measure(place, signal)), state: stateOf(place) })),
  );
  terminal.json({ found, known });
  sayFound(
    found.filter(({ exists }) => exists),
    terminal,
  );
  if (known.length > 0) terminal.say('In the library:');
  for (const { path, files, bytes, exists } of known) {
    const away = exists ? '' : '; not there now, what was read stays';
    terminal.say(`  ${path} (${amount(files, 'file')}, ${megabytes(bytes)}${away})`);
  }
  return exitCodes.done;
}

/** How a place stands to the library. `new`: the next import reads it. `removed`: it is left alone. */
type SourceState = 'new' | 'in-library' | 'removed' | 'absent';

/** A place with the number and size of the files in it that matter. */
interface FoundSource {
  readonly path: string;
  readonly format: FormatName;
  readonly exists: boolean;
  readonly files: number;
  readonly bytes: number;
}

async function measure({ path, format, exists }: KnownPlace, signal: AbortSignal): Promise<FoundSource> {
  const { files } = exists ? await scan(path, signal) : { files: [] };
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return { path, format, exists, files: files.length, bytes };
}

function sayFound(found: readonly FoundSource[], terminal: Terminal): void {
  terminal.say(found.length === 0 ? 'No histories were found on this machine.' : 'Found on this machine:');
  for (const { path, format, files, bytes } of found)
    terminal.say(`  ${path} (${format}, ${amount(files, 'file')}, ${megabytes(bytes)})`);
}

/** `recollect sources add PATH`: keeps a folder in step from the next import on. */
export async function addSourceCommand(
  path: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const own = await dataFolder(options.dataDirectory);
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.pass(text) });
  try {
    const known = (await engine.library.read.sources()).map((source) => source.path);
    const intake = await judge(path, known, own);
    if (intake.outcome === 'refused') throw new RecollectError('usage', intake.message);
    const { path: source } = intake;
    const { files, failures } = await scan(source, new AbortController().signal, includeBeside(source, own));
    terminal.json({ path: source, files: files.length, failures });
    if (intake.outcome === 'already-known') terminal.say(intake.message);
    else {
      const { pending } = await engine.library.write.recordScan({ path: source, origin: 'added' }, files);
      const found = `${amount(files.length, 'file')}, ${pending} waiting`;
      terminal.say(`Added ${source}: ${found}. Read them with recollect import.`);
    }
    return exitCodes.done;
  } finally {
    await engine.close();
  }
}

/** A source of the library; one that isn't there now (a drive that is unplugged) keeps its conversations. */
type KeptSource = SourceRow & { readonly exists: boolean };

/** The sources that the library is kept in step with, and those that it no longer is. */
async function librarySources(options: CommonOptions): Promise<{ known: KeptSource[]; removed: string[] }> {
  if (!existsSync(libraryPath(options.dataDirectory))) return { known: [], removed: [] };
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const notes = notesFolder(options.dataDirectory);
    const sources = (await library.read.sources()).filter(({ path, files }) => path !== notes || files > 0);
    const isThere = existsWithoutWaking();
    const known = await Promise.all(
      sources.map(async (source) => ({ ...source, exists: await isThere(source.path) })),
    );
    return { known, removed: await library.read.removedSources() };
  } finally {
    await library.close();
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
