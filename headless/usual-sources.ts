/**
 * What an import without a path takes: the histories of this machine, what was added and agents' notes, less what was
 * removed.
 */
import type { Engine } from '../electron/main/engine.ts';
import type { ImportSource } from '../electron/main/importing/import-run.ts';
import { notesFolder } from '../electron/main/settings/data-directory.ts';
import { discoverSources } from '../electron/main/sources/discover.ts';
import { existsWithoutWaking } from '../electron/main/sources/presence.ts';

/** The sources to import. What was added and isn't there now (a drive that is unplugged) is left as it is. */
export async function usualSources({ library }: Engine, dataDirectory: string): Promise<ImportSource[]> {
  const removed = new Set(await library.read.removedSources());
  const sources = new Map<string, ImportSource>();
  const exists = existsWithoutWaking();
  for (const { path } of await discoverSources()) {
    if (!removed.has(path)) sources.set(path, { path, origin: 'discovered' });
  }
  const added = (await library.read.sources()).map(({ path }) => path);
  for (const path of [...added, notesFolder(dataDirectory)]) {
    if ((await exists(path)) && !removed.has(path) && !sources.has(path))
      sources.set(path, { path, origin: 'added' });
  }
  return [...sources.values()];
}
