/**
 * What an import without a path takes: the histories of this machine and what was added, less what was removed.
 */
import { stat } from 'node:fs/promises';
import type { Engine, ImportSource } from '../electron/main/engine.ts';
import { discoverSources } from '../electron/main/sources/discover.ts';

/** The sources to import. What was added and isn't there now (a drive that is unplugged) is left as it is. */
export async function usualSources({ library }: Engine): Promise<ImportSource[]> {
  const removed = new Set(await library.read.removedSources());
  const sources = new Map<string, ImportSource>();
  for (const { path } of await discoverSources()) {
    if (!removed.has(path)) sources.set(path, { path, origin: 'discovered' });
  }
  for (const { path } of await library.read.sources()) {
    const found = await stat(path).catch(() => null);
    if (found && !sources.has(path)) sources.set(path, { path, origin: 'added' });
  }
  return [...sources.values()];
}
