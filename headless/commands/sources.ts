import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RecollectError } from '../../electron/shared/errors.ts';
import { libraryPath } from '../../electron/main/settings/data-directory.ts';
import { discoverSources } from '../../electron/main/sources/discover.ts';
import { scan } from '../../electron/main/sources/scan.ts';
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
  const found = await Promise.all(
    (await discoverSources()).map(async ({ path, format }) => {
      const { files } = await scan(path, signal);
      return {
        path,
        source: format,
        files: files.length,
        bytes: files.reduce((sum, file) => sum + file.size, 0),
      };
    }),
  );
  const known = await knownSources(options);
  terminal.json({ found, known });
  terminal.say(found.length === 0 ? 'No histories were found on this machine.' : 'Found on this machine:');
  for (const source of found)
    terminal.say(`  ${source.path} (${source.files} files, ${megabytes(source.bytes)})`);
  if (known.length > 0) terminal.say('In the library:');
  for (const source of known)
    terminal.say(`  ${source.path} (${source.files} files, ${megabytes(source.bytes)})`);
  return exitCodes.done;
}

/** `recollect sources add PATH`: keeps a folder in step from the next import on. */
export async function addSourceCommand(
  path: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (!existsSync(path)) throw new RecollectError('usage', `There is nothing at ${path}.`);
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.note(text.trimEnd()) });
  try {
    const { files, failures } = await scan(resolve(path), new AbortController().signal);
    const added = await engine.library.write.recordScan({ path: resolve(path), origin: 'added' }, files);
    terminal.json({ path: resolve(path), files: files.length, failures });
    terminal.say(
      `Added ${resolve(path)}: ${files.length} files, ${added.pending} waiting. Read them with recollect import.`,
    );
    return exitCodes.done;
  } finally {
    await engine.close();
  }
}

/** `recollect sources remove PATH`: no longer in step; its conversations stay. */
export async function removeSourceCommand(
  path: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.note(text.trimEnd()) });
  try {
    const known = await engine.library.write.forgetSource(resolve(path));
    if (!known) throw new RecollectError('usage', `${resolve(path)} is not a source of this library.`);
    terminal.json({ path: resolve(path), removed: true });
    terminal.say(`Removed ${resolve(path)}. Its conversations stay in the library.`);
    return exitCodes.done;
  } finally {
    await engine.close();
  }
}

async function knownSources(
  options: CommonOptions,
): Promise<{ path: string; files: number; bytes: number }[]> {
  if (!existsSync(libraryPath(options.dataDirectory))) return [];
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    return await library.read.sources();
  } finally {
    await library.close();
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
