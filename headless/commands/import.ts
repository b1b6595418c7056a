import { resolve } from 'node:path';
import type { ImportSource } from '../../electron/main/engine.ts';
import { discoverSources } from '../../electron/main/sources/discover.ts';
import { RecollectError } from '../../electron/shared/errors.ts';
import { composeEngine } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { runImport, sayReport } from '../run-import.ts';
import type { Terminal } from '../terminal.ts';

/** `recollect import [PATH...]`: reads and embeds files and folders; with no path, the histories of this machine. */
export async function importCommand(
  paths: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const sources = await sourcesOf(paths);
  const engine = await composeEngine({ ...options, onOutput: (text) => terminal.note(text.trimEnd()) });
  try {
    const report = await runImport(engine, sources, terminal, signal);
    terminal.json(report);
    sayReport(report, await engine.library.read.counts(), terminal);
    return report.filesFailed.length + report.quarantined > 0 ? exitCodes.partly : exitCodes.done;
  } finally {
    await engine.close();
  }
}

async function sourcesOf(paths: readonly string[]): Promise<ImportSource[]> {
  if (paths.length > 0) return paths.map((path) => ({ path: resolve(path), origin: 'added' }));
  const found = await discoverSources();
  if (found.length === 0) {
    throw new RecollectError(
      'usage',
      'No histories were found on this machine. Name a file or folder: recollect import PATH',
    );
  }
  return found.map(({ path }) => ({ path, origin: 'discovered' }));
}
