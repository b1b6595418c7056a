/**
 * Adds what a user dropped or named as sources, and says what became of each path.
 */
import type { AddedPath } from '../../shared/contract/sources.ts';
import { dataFolder } from '../sources/data-folder.ts';
import { discoverSources } from '../sources/discover.ts';
import { judge } from '../sources/intake.ts';
import type { Running } from './snapshot-builder.ts';

/** Adds paths, in their order. One that can't be a source costs only itself. */
export async function addPaths(
  { sync, engine }: Running,
  paths: readonly string[],
  dataDirectory: string,
): Promise<AddedPath[]> {
  const own = await dataFolder(dataDirectory);
  const discovered = new Set((await discoverSources()).map(({ path }) => path));
  const known = (await engine.library.write.keptSources()).map(({ path }) => path);
  const added: AddedPath[] = [];
  for (const path of paths) {
    const intake = await judge(path, known, own);
    if (intake.outcome === 'added') {
      await sync.add(intake.path, discovered.has(intake.path) ? 'discovered' : 'added');
      known.push(intake.path);
    }
    added.push(intake);
  }
  if (added.some(({ outcome }) => outcome === 'already-known')) sync.lookAtAll();
  return added;
}
