import { join } from 'node:path';
import type { ImportSource } from '../../electron/main/engine.ts';
import { libraryPath } from '../../electron/main/settings/data-directory.ts';
import { discoverSources } from '../../electron/main/sources/discover.ts';
import { composeEngine } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { sampleFolder } from '../paths.ts';
import { runImport, sayReport } from '../run-import.ts';
import type { Terminal } from '../terminal.ts';
import { usualSources } from '../usual-sources.ts';
import { sayAnswer } from './search.ts';

const EXAMPLE = 'bread that will not rise';

/** `npm start`: imports this machine's histories, or the bundled sample into a library of its own. */
export async function startCommand(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const found = await discoverSources();
  const sample = found.length === 0;
  const dataDirectory = sample ? join(options.dataDirectory, 'sample') : options.dataDirectory;
  terminal.say(
    sample
      ? 'No histories were found on this machine: here is a sample. Nothing leaves this machine.'
      : `Importing the histories in ${found.map(({ path }) => path).join(', ')}. Nothing leaves this machine.`,
  );
  const engine = await composeEngine({
    ...options,
    dataDirectory,
    onOutput: (text) => terminal.note(text.trimEnd()),
  });
  try {
    const sources: ImportSource[] = sample
      ? [{ path: sampleFolder, origin: 'added' }]
      : await usualSources(engine);
    const report = await runImport(engine, sources, terminal, signal);
    sayReport(report, await engine.library.read.counts(), terminal);
    terminal.say(`The library is ${libraryPath(dataDirectory)}`);
    const where = sample ? ` --data-dir "${dataDirectory}"` : '';
    terminal.say(`Search it with: npm run -s recollect -- search${where} "what you remember"`);
    if (sample) {
      terminal.say(`\nFor example, "${EXAMPLE}":`);
      sayAnswer(
        await engine.search({ query: EXAMPLE, mode: 'hybrid', limit: 3, filter: {} }, signal),
        terminal,
      );
    }
    return report.filesFailed.length + report.quarantined > 0 ? exitCodes.partly : exitCodes.done;
  } finally {
    await engine.close();
  }
}
