import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Engine } from '../../electron/main/engine.ts';
import type { ImportSource } from '../../electron/main/importing/import-run.ts';
import { notesFolder } from '../../electron/main/settings/data-directory.ts';
import { dataFolder, isOwn, whyOwn } from '../../electron/main/sources/data-folder.ts';
import { whyTooBroad } from '../../electron/main/sources/intake.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { composeEngine } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { runImport, sayReport } from '../run-import.ts';
import { outdatedSettings } from '../service-settings.ts';
import type { Terminal } from '../terminal.ts';
import { sayEstimate } from './cost.ts';
import { usualSources } from '../usual-sources.ts';

/** How an import is carried out. */
export interface ImportOptions {
  /** Try again what could not be embedded. */
  readonly retry: boolean;
  /** Agree to what Voyage costs, whatever the estimate says. */
  readonly acceptCost: boolean;
}

/** `recollect import [PATH...]`: reads and embeds files and folders; with no path, the usual sources. */
export async function importCommand(
  paths: readonly string[],
  { retry, acceptCost }: ImportOptions,
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  for (const sentence of outdatedSettings(process.env)) terminal.note(sentence);
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.pass(text) });
  try {
    const sources = await sourcesOf(paths, engine, options.dataDirectory);
    if (retry) await engine.retryQuarantined();
    const consent = acceptCost ? () => acceptEstimate(engine, terminal, signal) : undefined;
    const report = await runImport(engine, sources, terminal, signal, consent);
    terminal.json(report);
    sayReport(report, await engine.library.read.counts(), terminal);
    const { failure } = engine.originals;
    if (failure) terminal.note(`Copies of original files could not be kept: ${failure.message}`);
    return report.filesFailed.length + report.quarantined > 0 ? exitCodes.partly : exitCodes.done;
  } finally {
    await engine.close();
  }
}

/** Shows what it will cost, and writes down that the user has agreed. */
async function acceptEstimate(engine: Engine, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const estimate = await engine.voyage.estimate(signal);
  sayEstimate(estimate, terminal);
  await engine.library.write.consent(await engine.voyage.agreement(estimate));
}

async function sourcesOf(
  paths: readonly string[],
  engine: Engine,
  dataDirectory: string,
): Promise<ImportSource[]> {
  if (paths.length > 0) {
    const sources = paths.map((path) => resolve(path));
    const own = await dataFolder(dataDirectory);
    const refused = sources.find((path) => isOwn(path, own));
    if (refused !== undefined) throw new RecollectError('usage', whyOwn(refused));
    for (const path of sources) {
      const broad = whyTooBroad(await realpath(path).catch(() => path));
      if (broad !== null) throw new RecollectError('usage', broad);
    }
    return sources.map((path) => ({ path, origin: 'added' }));
  }
  const usual = await usualSources(engine, dataDirectory);
  if (usual.length > 0) return usual;
  const notes = notesFolder(dataDirectory);
  const away = (await engine.library.read.sources()).map(({ path }) => path).filter((path) => path !== notes);
  const why =
    away.length > 0
      ? `What was added is not there now: ${away.join(', ')}.`
      : 'No histories were found on this machine.';
  throw new RecollectError('usage', `${why} Name a file or folder: recollect import PATH`);
}
