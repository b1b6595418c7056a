import type { SavedSearch } from '../../electron/shared/saved-search.ts';
import { composeLibraryReader } from '../compose.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `recollect saved`: the searches that were saved, which `search --saved NAME` does again. */
export async function savedCommand(options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const library = await composeLibraryReader(options.dataDirectory);
  try {
    const saved = await library.read.savedSearches();
    terminal.json({ saved });
    if (saved.length === 0) terminal.say('No search was saved yet.');
    for (const search of saved) terminal.say(inWords(search));
    return exitCodes.done;
  } finally {
    await library.close();
  }
}

function inWords({ name, query, mode, filter }: SavedSearch): string {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const filters = Object.entries(filter).map(([part, value]) =>
    value === true ? part : `${part} ${typeof value === 'number' ? day(value) : value}`,
  );
  return [`${name}: ${query}`, ...(mode === 'hybrid' ? [] : [mode]), ...filters].join(' · ');
}
